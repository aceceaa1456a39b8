"""Releasing and taking back: the same effects, exactly once, through the service and Wagtail."""

from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from core.errors import Refusal
from events.models import Event
from feedback.models import Feedback, FeedbackMarker
from feedback.services import (
    add_marker,
    open_feedback,
    post_message,
    release_feedback,
    start_thread,
    take_back_feedback,
    write_summary,
)
from practice.models import Take, TakeStatus
from tests import factories
from tests.feedback.helpers import draft, released


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="feedback.").values_list("verb", flat=True))


def actions(feedback: Feedback) -> list[str]:
    logged = ModelLogEntry.objects.filter(object_id=str(feedback.pk), action__startswith="feedback")
    return sorted(logged.values_list("action", flat=True))


def test_releasing_shows_it_to_the_student_and_answers_the_take(
    take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "First", "Second")

    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED
    assert feedback.live
    assert feedback.released_at is not None
    assert list(Feedback.objects.visible_to(student)) == [feedback]
    assert [marker.text for marker in feedback.markers.all()] == ["First", "Second"]


def test_releasing_is_announced_once(take: Take, teacher: User) -> None:
    feedback = released(take, teacher)

    release_feedback(actor=teacher, feedback=feedback)
    release_feedback(actor=teacher, feedback=feedback)

    event = Event.objects.get(verb="feedback.released")
    assert (event.actor, event.object_id) == (teacher, str(feedback.pk))
    assert event.payload == {"take": str(take.pk)}
    assert actions(feedback) == ["feedback.released"]


def test_publishing_in_wagtail_has_the_same_effects(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    write_summary(actor=teacher, feedback=feedback, summary="Well played.")

    draft(feedback).latest_revision.publish(user=teacher)

    feedback.refresh_from_db()
    take.refresh_from_db()
    assert feedback.released_at is not None
    assert take.status == TakeStatus.ANSWERED
    assert verbs() == ["feedback.released"]


def test_a_correction_is_not_a_second_release(take: Take, teacher: User) -> None:
    feedback = released(take, teacher)
    first = feedback.released_at
    add_marker(actor=teacher, feedback=feedback, start_ms=9000, text="One more")

    release_feedback(actor=teacher, feedback=feedback)

    assert feedback.released_at == first
    assert verbs() == ["feedback.released", "feedback.corrected"]
    assert feedback.markers.count() == 2


def test_changes_after_the_release_stay_unseen_until_released(take: Take, teacher: User) -> None:
    feedback = released(take, teacher, "Seen")

    add_marker(actor=teacher, feedback=feedback, start_ms=9000, text="Not seen")
    write_summary(actor=teacher, feedback=feedback, summary="Not seen either")

    feedback.refresh_from_db()
    assert [marker.text for marker in feedback.markers.all()] == ["Seen"]
    assert feedback.summary == ""


def test_empty_feedback_cannot_be_released(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    with pytest.raises(Refusal) as refused:
        release_feedback(actor=teacher, feedback=feedback)

    feedback.refresh_from_db()
    take.refresh_from_db()
    assert refused.value.code == "nothing_to_release"
    assert not feedback.live
    assert take.status == TakeStatus.SUBMITTED
    assert verbs() == []


def test_a_score_alone_can_be_released(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    factories.FeedbackScoreFactory(feedback=feedback, points=3)

    release_feedback(actor=teacher, feedback=feedback)

    assert feedback.live


def test_taking_back_hides_it_and_puts_the_take_back_in_review(
    take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "Kept")

    take_back_feedback(actor=teacher, feedback=feedback)

    take.refresh_from_db()
    assert take.status == TakeStatus.IN_REVIEW
    assert feedback.released_at is None
    assert not Feedback.objects.visible_to(student).exists()
    assert [marker.text for marker in draft(feedback).markers.all()] == ["Kept"]
    assert verbs() == ["feedback.released", "feedback.taken_back"]


def test_taking_back_twice_is_announced_once(take: Take, teacher: User) -> None:
    feedback = released(take, teacher)

    take_back_feedback(actor=teacher, feedback=feedback)
    take_back_feedback(actor=teacher, feedback=feedback)

    assert verbs() == ["feedback.released", "feedback.taken_back"]


def test_releasing_again_after_taking_back_is_a_release(take: Take, teacher: User) -> None:
    feedback = released(take, teacher)
    take_back_feedback(actor=teacher, feedback=feedback)

    release_feedback(actor=teacher, feedback=feedback)

    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED
    assert verbs() == ["feedback.released", "feedback.taken_back", "feedback.released"]


def test_a_take_with_other_released_feedback_stays_answered(
    take: Take, teacher: User, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    feedback = released(take, teacher)
    released(take, other_teacher)

    take_back_feedback(actor=teacher, feedback=feedback)

    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED


def test_a_colleague_cannot_release_or_take_back(
    take: Take, teacher: User, other_teacher: User
) -> None:
    feedback = released(take, teacher)

    for service in (release_feedback, take_back_feedback):
        with pytest.raises(Refusal) as refused:
            service(actor=other_teacher, feedback=feedback)
        assert refused.value.status == 404


def uids(feedback: Feedback) -> set[Any]:
    return set(FeedbackMarker.objects.filter(feedback=feedback).values_list("uid", flat=True))


def test_remarks_keep_their_uid_from_the_draft_to_the_release(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    marker = add_marker(actor=teacher, feedback=feedback, start_ms=0, text="x")

    release_feedback(actor=teacher, feedback=feedback)

    assert uids(feedback) == {marker.uid}


def test_publishing_an_older_version_keeps_uids_and_conversations(
    take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "Old")
    before = uids(feedback)
    older = feedback.latest_revision
    add_marker(actor=teacher, feedback=feedback, start_ms=9000, text="New")
    release_feedback(actor=teacher, feedback=feedback)
    [late] = uids(feedback) - before
    old_talk = start_thread(actor=student, take=take, text="Why?", marker_uid=before.copy().pop())
    new_talk = start_thread(actor=student, take=take, text="And this?", marker_uid=late)
    post_message(actor=teacher, thread=old_talk, text="Because.")

    older.publish(user=teacher)

    feedback.refresh_from_db()
    assert uids(feedback) == before
    assert feedback.released_at is not None
    assert [message.text for message in old_talk.messages.all()] == ["Why?", "Because."]
    assert new_talk.messages.count() == 1


def test_an_older_version_does_not_restore_unversioned_fields(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    write_summary(actor=teacher, feedback=feedback, summary="Before the release")
    first = draft(feedback).latest_revision
    release_feedback(actor=teacher, feedback=feedback)
    released_at = feedback.released_at

    first.publish(user=teacher)

    feedback.refresh_from_db()
    assert feedback.released_at == released_at
    assert verbs() == ["feedback.released", "feedback.corrected"]
