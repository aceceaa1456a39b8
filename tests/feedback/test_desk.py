"""The review desk through the admin: what the browser sends, and what is saved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Passage
from events.models import Event
from feedback.models import Feedback, FeedbackMarker
from feedback.services import add_marker, open_feedback
from practice.models import Take, TakeStatus
from practice.services import withdraw_take
from tests import factories
from tests.feedback.desk import Desk
from tests.feedback.helpers import draft, released, with_rubric


@pytest.fixture
def desk(client: Client, take: Take, teacher: User) -> Desk:
    client.force_login(teacher)
    return Desk(client, open_feedback(actor=teacher, take=take))


def messages_on(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_desk_shows_player_timeline_and_rows(desk: Desk) -> None:
    page = desk.reload().content.decode()

    assert "<review-desk" in page
    assert 'id="desk-player"' in page
    assert 'for="desk-player"' in page
    assert "Release to the student" in page
    assert "Save draft" in page


def test_autosave_saves_a_remark_and_assigns_its_uid(desk: Desk) -> None:
    row = desk.write("Slower here")

    answer = desk.autosave()

    assert answer["success"]
    kept = draft(desk.feedback).markers.get()
    assert desk.fields[f"{row}-uid"] == str(kept.uid)
    assert (kept.text, kept.start_ms) == ("Slower here", 1000)


def test_autosave_twice_and_release_keep_uids_without_duplicates(desk: Desk) -> None:
    first, second = desk.write("One"), desk.write("Two", at="0:02")
    desk.autosave()
    names = {desk.fields[f"{row}-uid"] for row in (first, second)}
    desk.fields[f"{first}-text"] = "One, better"
    desk.autosave()

    desk.release()

    markers = FeedbackMarker.objects.filter(feedback=desk.feedback)
    assert {str(marker.uid) for marker in markers} == names
    assert [marker.text for marker in markers] == ["One, better", "Two"]


def test_uids_survive_a_reload_between_autosave_and_release(desk: Desk) -> None:
    row = desk.write("One")
    desk.autosave()
    name = desk.fields[f"{row}-uid"]
    desk.reload()
    desk.write("Two", at="0:02")

    desk.release()

    markers = FeedbackMarker.objects.filter(feedback=desk.feedback)
    assert [marker.text for marker in markers] == ["One", "Two"]
    assert str(markers[0].uid) == name


def test_uids_survive_a_correction_after_the_release(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    [before] = FeedbackMarker.objects.all()
    desk.reload()
    desk.fields["markers-0-text"] = "One, corrected"
    desk.autosave()
    desk.autosave()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert (after.uid, after.text) == (before.uid, "One, corrected")


def test_a_deleted_row_can_be_restored_after_autosave(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    [before] = FeedbackMarker.objects.all()
    desk.reload()
    desk.fields["markers-0-DELETE"] = "1"
    desk.autosave()
    assert not draft(desk.feedback).markers.exists()
    desk.fields["markers-0-DELETE"] = ""
    desk.autosave()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert after.uid == before.uid


def test_reverting_to_an_older_version_keeps_uids(desk: Desk) -> None:
    desk.write("One")
    desk.autosave()
    older = draft(desk.feedback).latest_revision
    desk.release()
    [before] = FeedbackMarker.objects.all()
    url = reverse(
        "wagtailsnippets_feedback_feedback:revisions_revert", args=[desk.feedback.pk, older.pk]
    )
    desk.url = url
    desk.reload()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert (after.uid, after.text) == (before.uid, "One")


def test_two_rows_with_one_uid_are_refused(desk: Desk) -> None:
    row = desk.write("One")
    desk.autosave()
    desk.write("Two", uid=desk.fields[f"{row}-uid"])

    assert not desk.autosave()["success"]


def test_a_draft_from_when_a_take_was_a_clip_is_edited_and_released(desk: Desk) -> None:
    desk.write("Slower here")
    desk.autosave()
    stored = draft(desk.feedback).latest_revision
    stored.content["clip"] = stored.content.pop("take")
    stored.save()

    assert "Slower here" in desk.reload().content.decode()
    stored.refresh_from_db()
    assert stored.as_object().take_id == desk.feedback.take_id
    desk.release()

    assert Feedback.objects.get().live
    assert FeedbackMarker.objects.get().text == "Slower here"


def test_the_first_saved_version_starts_the_review(desk: Desk, take: Take) -> None:
    take.refresh_from_db()
    assert take.status == TakeStatus.SUBMITTED

    desk.write("One")
    desk.autosave()

    take.refresh_from_db()
    assert take.status == TakeStatus.IN_REVIEW


def test_a_withdrawal_wins_over_an_open_desk(desk: Desk, take: Take, student: User) -> None:
    withdraw_take(actor=student, take=take)
    desk.write("Too late")

    answer = desk.autosave()

    assert (answer["success"], answer["error_code"]) == (False, "locked")
    assert "withdrawn" in answer["error_message"]
    assert desk.feedback.revisions.count() == 0


def test_a_withdrawn_take_sends_the_teacher_to_the_queue(
    desk: Desk, take: Take, student: User
) -> None:
    withdraw_take(actor=student, take=take)

    page = desk.client.get(desk.url, follow=True)

    assert page.redirect_chain == [(reverse("feedback_queue"), 302)]
    assert "withdrawn" in messages_on(page)


def test_releasing_is_confirmed_and_offers_the_next_take(
    desk: Desk, take: Take, teacher: User
) -> None:
    desk.write("One")

    page = desk.release()

    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED
    assert f"Released. {take.student} can see your feedback now." in messages_on(page)
    assert Event.objects.filter(verb="feedback.released", actor=teacher).count() == 1


def test_releasing_nothing_is_refused_with_a_reason(desk: Desk) -> None:
    page = desk.release()

    desk.feedback.refresh_from_db()
    assert not desk.feedback.live
    assert "There is nothing to release yet" in messages_on(page)


def test_an_empty_remark_is_saved_as_draft_but_not_released(desk: Desk) -> None:
    desk.write("")
    assert desk.autosave()["success"]

    desk.release()

    desk.feedback.refresh_from_db()
    assert not desk.feedback.live


def test_a_remark_after_the_end_of_the_video_is_refused(desk: Desk) -> None:
    desk.write("Too late", at="0:11")

    assert desk.autosave()["error_code"] == "validation_error"


def test_scores_are_prefilled_checked_and_kept(
    client: Client, exercise: Any, teacher: User
) -> None:
    take = with_rubric(exercise, "Intonation", "Bow", max_points=4)
    client.force_login(teacher)
    desk = Desk(client, open_feedback(actor=teacher, take=take))
    page = desk.reload().content.decode()
    assert "Intonation" in page
    assert "id_scores-ADD" not in page

    desk.fields["scores-0-points"] = "5"
    assert not desk.autosave()["success"]
    desk.fields["scores-0-points"] = "3"
    assert desk.autosave()["success"]
    desk.autosave()
    desk.release()

    scores = desk.feedback.scores.all()
    assert [(score.label, score.points, score.max_points) for score in scores] == [
        ("Intonation", 3, 4),
        ("Bow", None, 4),
    ]


def test_a_score_for_something_else_is_refused(desk: Desk) -> None:
    values = {"points": "4", "comment": "", "criterion_uid": str(desk.feedback.pk), "id": ""}
    desk.fields |= {f"scores-0-{name}": value for name, value in values.items()}
    desk.fields["scores-TOTAL_FORMS"] = 1

    assert not desk.autosave()["success"]


@pytest.fixture
def citing(client: Client, exercise: Any, teacher: User, student: User) -> Desk:
    """A desk for a take whose exercise has two passages."""
    exercise.passages = [
        Passage(label="Bars 1–8", start_ms=0, end_ms=1000),
        Passage(label="Bars 9–16", start_ms=1000, end_ms=3000),
    ]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    take = factories.TakeFactory(exercise=exercise, student=student)
    client.force_login(teacher)
    return Desk(client, open_feedback(actor=teacher, take=take))


def test_a_remark_can_cite_a_passage_of_the_pinned_exercise(citing: Desk, exercise: Any) -> None:
    passage = exercise.passages.first()
    citing.write("As in the demo", passage_uid=str(passage.uid))

    citing.release()

    assert citing.feedback.markers.get().passage_uid == passage.uid


def test_a_cited_passage_is_saved_changed_and_released_again(citing: Desk, exercise: Any) -> None:
    first, second = exercise.passages.all()
    row = citing.write("As in the demo", passage_uid=str(first.uid))
    assert citing.autosave()["success"]
    citing.fields[f"{row}-text"] = "As in the demo, slower"
    assert citing.autosave()["success"]
    citing.fields[f"{row}-passage_uid"] = str(second.uid)
    assert citing.autosave()["success"]
    citing.release()
    citing.reload()
    assert citing.autosave()["success"]
    citing.fields[f"{row}-passage_uid"] = ""

    citing.release()

    [kept] = citing.feedback.markers.all()
    assert (kept.text, kept.passage_uid) == ("As in the demo, slower", None)


def test_released_feedback_that_cites_a_passage_can_be_previewed(
    citing: Desk, exercise: Any
) -> None:
    passage = exercise.passages.first()
    citing.write("As in the demo", passage_uid=str(passage.uid))
    citing.release()
    citing.reload()

    page = citing.preview()

    assert "about “<bdi>Bars 1–8</bdi>”" in page.content.decode()


@pytest.mark.parametrize("name", ["nobody", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_passage_is_a_validation_error(citing: Desk, name: str) -> None:
    citing.write("As in the demo", passage_uid=name)

    assert citing.autosave()["error_code"] == "validation_error"


def test_taking_back_in_the_admin(desk: Desk, take: Take) -> None:
    desk.write("One")
    desk.release()
    url = reverse("wagtailsnippets_feedback_feedback:unpublish", args=[desk.feedback.pk])
    assert "Take it back" in desk.client.get(url).content.decode()

    page = desk.client.post(url, follow=True)

    take.refresh_from_db()
    desk.feedback.refresh_from_db()
    assert take.status == TakeStatus.IN_REVIEW
    assert not desk.feedback.live
    assert "Taken back" in messages_on(page)
    assert Event.objects.filter(verb="feedback.taken_back").count() == 1


def test_the_preview_shows_what_the_student_will_see(desk: Desk) -> None:
    desk.write("Only a draft")

    assert "Only a draft" in desk.preview().content.decode()


def test_history_lists_the_versions(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    url = reverse("wagtailsnippets_feedback_feedback:history", args=[desk.feedback.pk])

    page = desk.client.get(url).content.decode()

    assert "Released to the student" in page


def test_the_desk_needs_no_more_queries_for_many_remarks(
    desk: Desk, teacher: User, django_assert_max_num_queries: Any
) -> None:
    add_marker(actor=teacher, feedback=desk.feedback, start_ms=0, text="x")
    desk.client.get(desk.url)
    with django_assert_max_num_queries(200) as few:
        desk.client.get(desk.url)
    for place in range(10):
        add_marker(actor=teacher, feedback=desk.feedback, start_ms=place, text="x")

    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.client.get(desk.url)


def test_the_desk_link_opens_the_desk_and_creates_feedback(
    client: Client, take: Take, teacher: User
) -> None:
    client.force_login(teacher)
    door = reverse("feedback_desk", args=[take.pk])

    first, again = client.get(door), client.get(door)

    feedback = Feedback.objects.get(take=take, teacher=teacher)
    edit = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])
    assert (first.url, again.url) == (edit, edit)


def test_the_desk_link_is_closed_for_a_withdrawn_take(
    client: Client, take: Take, teacher: User, student: User
) -> None:
    withdraw_take(actor=student, take=take)
    client.force_login(teacher)

    page = client.get(reverse("feedback_desk", args=[take.pk]), follow=True)

    assert "withdrawn" in messages_on(page)
    assert not Feedback.objects.exists()


def test_released_feedback_can_be_corrected_after_the_video_failed(
    client: Client, take: Take, teacher: User
) -> None:
    feedback = released(take, teacher)
    take.asset.processing_status = "failed"
    take.asset.save()
    client.force_login(teacher)
    url = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])

    assert client.get(url).status_code == 200
