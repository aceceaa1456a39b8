"""Two tabs, two teachers, a double click: nothing happens twice, and no text is lost."""

from typing import Any

import pytest

from accounts.models import User
from events.models import Event
from feedback.models import Feedback, FeedbackMarker, PracticeThread, ThreadMessage
from feedback.services import (
    add_marker,
    hand_on,
    open_feedback,
    release_feedback,
    send_back,
    start_thread,
    take_back_feedback,
    write_summary,
)
from practice.models import Take, TakeStatus
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feedback(take: Take, teacher: User) -> Feedback:
    return open_feedback(actor=teacher, take=take)


def draft(feedback: Feedback) -> Any:
    return Feedback.objects.get(pk=feedback.pk).get_latest_revision_as_object()


def test_opening_twenty_times_creates_one_draft(take: Take, teacher: User) -> None:
    opened = at_once(*[lambda: open_feedback(actor=teacher, take=take)] * 20)
    assert {one.pk for one in opened} == {Feedback.objects.get().pk}


def test_remarks_from_ten_tabs_are_all_kept(feedback: Feedback, teacher: User) -> None:
    write = [
        lambda n=number: add_marker(actor=teacher, feedback=feedback, start_ms=n, text=str(n))
        for number in range(10)
    ]
    at_once(*write)
    assert {marker.text for marker in draft(feedback).markers.all()} == {str(n) for n in range(10)}


def test_a_summary_and_a_remark_at_once_are_both_kept(feedback: Feedback, teacher: User) -> None:
    for number in range(5):
        at_once(
            lambda n=number: write_summary(actor=teacher, feedback=feedback, summary=f"Round {n}"),
            lambda n=number: add_marker(actor=teacher, feedback=feedback, start_ms=n, text="Here."),
        )
        assert draft(feedback).summary == f"Round {number}"
        assert draft(feedback).markers.count() == number + 1


def test_releasing_twenty_times_releases_once(
    feedback: Feedback, teacher: User, take: Take
) -> None:
    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Here.")
    release = lambda: release_feedback(actor=teacher, feedback=Feedback(pk=feedback.pk))  # noqa: E731
    released = at_once(*[release] * 20)
    assert {one.live for one in released} == {True}
    assert len({one.released_at for one in released}) == 1
    assert Event.objects.filter(verb__startswith="feedback.").count() == 1
    assert FeedbackMarker.objects.filter(feedback=feedback).count() == 1
    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED


def test_releasing_while_taking_back_ends_in_a_consistent_state(
    feedback: Feedback, teacher: User, take: Take
) -> None:
    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Here.")
    release_feedback(actor=teacher, feedback=feedback)
    for _ in range(5):
        at_once(
            lambda: take_back_feedback(actor=teacher, feedback=Feedback(pk=feedback.pk)),
            lambda: release_feedback(actor=teacher, feedback=Feedback(pk=feedback.pk)),
        )
        feedback.refresh_from_db()
        take.refresh_from_db()
        is_answered = take.status == TakeStatus.ANSWERED
        assert feedback.live == is_answered == (feedback.released_at is not None)


def test_a_remark_has_one_conversation(
    feedback: Feedback, teacher: User, student: User, take: Take
) -> None:
    marker = add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Here.")
    release_feedback(actor=teacher, feedback=feedback)
    ask = lambda: start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)  # noqa: E731
    at_once(*[ask] * 10)
    assert PracticeThread.objects.count() == 1
    assert ThreadMessage.objects.count() == 10


@pytest.fixture
def assisted(take: Take, assistant: User) -> Feedback:
    """An assistant's draft, not handed on yet."""
    take.course.assistants.add(assistant)
    take.course.save()
    feedback = open_feedback(actor=assistant, take=take)
    add_marker(actor=assistant, feedback=feedback, start_ms=1000, text="Here.")
    return feedback


def test_a_draft_is_handed_on_once(assisted: Feedback, assistant: User) -> None:
    hand = lambda: hand_on(actor=assistant, feedback=Feedback(pk=assisted.pk))  # noqa: E731

    answers = at_once(*[hand] * 10)

    assert sorted(map(str, answers)) == ["None", *["not_found"] * 9]
    assert Event.objects.filter(verb="feedback.handed_on").count() == 1


def test_of_releasing_and_sending_back_one_wins(
    assisted: Feedback, assistant: User, teacher: User
) -> None:
    for _ in range(5):
        hand_on(actor=assistant, feedback=Feedback(pk=assisted.pk))
        released, sent_back = at_once(
            lambda: release_feedback(actor=teacher, feedback=Feedback(pk=assisted.pk)),
            lambda: send_back(actor=teacher, feedback=Feedback(pk=assisted.pk), words="No."),
        )
        row = Feedback.objects.get()
        assert (released == "not_found", sent_back == "not_found") in [(True, False), (False, True)]
        assert row.live is (released != "not_found")
        assert (row.asked_at is None) is (sent_back is None)
        if row.live:
            take_back_feedback(actor=teacher, feedback=row)
            send_back(actor=teacher, feedback=row, words="Again.")


def test_words_written_while_it_is_handed_on_are_in_it_or_refused(
    assisted: Feedback, assistant: User, teacher: User
) -> None:
    write = lambda: add_marker(  # noqa: E731
        actor=assistant, feedback=Feedback(pk=assisted.pk), start_ms=2000, text="There."
    )

    marker, _handed = at_once(
        write, lambda: hand_on(actor=assistant, feedback=Feedback(pk=assisted.pk))
    )
    release_feedback(actor=teacher, feedback=assisted)

    texts = {one.text for one in FeedbackMarker.objects.all()}
    assert texts == ({"Here."} if marker == "not_found" else {"Here.", "There."})
