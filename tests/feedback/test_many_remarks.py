"""A thousand remarks in one feedback, and the size of its versions."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from accounts.models import User
from core.errors import Refusal
from feedback.models import MAX_REMARKS, Feedback, FeedbackMarker
from feedback.services import add_marker, draft_of, open_feedback
from practice.models import Take
from tests.feedback.desk import Desk
from tests.feedback.helpers import draft

LETTERS = "x" * 4_000


@pytest.fixture
def feedback(take: Take, teacher: User, client: Client) -> Feedback:
    client.force_login(teacher)
    return open_feedback(actor=teacher, take=take)


def fill(feedback: Feedback, teacher: User, count: int, text: str = "Here") -> None:
    version = draft_of(actor=teacher, feedback=feedback)
    version.markers.add(
        *(FeedbackMarker(start_ms=place, text=f"{text} {place}") for place in range(count))
    )
    version.save_revision(user=teacher, clean=False)


def test_a_thousand_remarks_can_be_opened_saved_previewed_and_released(
    feedback: Feedback, teacher: User, client: Client
) -> None:
    fill(feedback, teacher, 1_000)
    desk = Desk(client, feedback)
    desk.write("One more", at="0:09")
    assert desk.autosave()["success"]
    assert len(draft(feedback).markers.all()) == 1_001
    assert "One more" in desk.preview().content.decode()
    desk.change("One more", "One more, better")

    desk.release()

    assert feedback.markers.count() == 1_001
    assert feedback.markers.filter(text="One more, better").exists()


def test_a_save_needs_no_more_queries_for_many_remarks(
    feedback: Feedback, teacher: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    fill(feedback, teacher, 3)
    desk = Desk(client, feedback)
    desk.autosave()
    with django_assert_max_num_queries(200) as few:
        desk.autosave()
    count = len(few.captured_queries)
    fill(feedback, teacher, 300)
    desk.reload()
    desk.autosave()

    with django_assert_max_num_queries(count):
        desk.autosave()


def test_versions_do_not_multiply_with_each_remark(feedback: Feedback, teacher: User) -> None:
    for place in range(40):
        add_marker(actor=teacher, feedback=feedback, start_ms=place, text=LETTERS)

    weight = sum(len(str(content)) for content in versions(feedback).values_list("content", flat=1))

    assert versions(feedback).count() == 1
    assert weight < 2 * 40 * len(LETTERS)


def test_autosaves_of_two_windows_share_one_version(feedback: Feedback, client: Client) -> None:
    windows = Desk(client, feedback), Desk(client, feedback)
    for round_ in range(3):
        for window in windows:
            window.write(f"Round {round_}", at="0:01")
            assert window.autosave()["success"]

    assert versions(feedback).count() == 1


def test_a_released_version_is_not_overwritten(feedback: Feedback, client: Client) -> None:
    desk = Desk(client, feedback)
    desk.write("Out", at="0:01")
    desk.release()
    feedback.refresh_from_db()
    desk.reload()
    desk.change("Out", "Second thoughts")

    desk.autosave()

    live = Revision.objects.get(pk=feedback.live_revision_id)
    assert [each["text"] for each in live.content["markers"]] == ["Out"]
    assert versions(feedback).count() == 2


def test_too_many_remarks_are_refused_without_loss(
    feedback: Feedback, teacher: User, client: Client
) -> None:
    fill(feedback, teacher, MAX_REMARKS)
    with pytest.raises(Refusal, match="at most"):
        add_marker(actor=teacher, feedback=feedback, start_ms=1, text="Too many")
    desk = Desk(client, feedback)
    desk.write("Too many", at="0:09")

    answer = desk.autosave()
    page = desk.release()

    assert not answer["success"]
    assert f"at most {MAX_REMARKS} remarks" in answer["error_message"].replace(",", "")
    assert "Too many" in page.content.decode()
    assert len(draft(feedback).markers.all()) == MAX_REMARKS


def versions(feedback: Feedback) -> Any:
    return Feedback.objects.get(pk=feedback.pk).revisions
