"""Writing feedback: opening, remarks, summary; always through a revision."""

from typing import Any

import pytest

from feedback.models import Feedback, FeedbackMarker, MarkerTag
from feedback.services import add_marker, open_feedback, write_summary
from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.videos.models import AssetState
from practice.models import ClipStatus, PracticeClip
from practice.services import withdraw_take
from tests.feedback.helpers import draft, with_rubric


def test_opening_gives_a_draft_that_only_its_teacher_sees(
    take: PracticeClip, teacher: User, student: User, classmate: User
) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    assert not feedback.live
    assert list(Feedback.objects.visible_to(teacher)) == [feedback]
    assert not Feedback.objects.visible_to(student).exists()
    assert not Feedback.objects.visible_to(classmate).exists()


def test_opening_twice_gives_the_same_draft(take: PracticeClip, teacher: User) -> None:
    first = open_feedback(actor=teacher, clip=take)

    assert open_feedback(actor=teacher, clip=take) == first


def test_two_teachers_of_a_course_have_feedback_of_their_own(
    take: PracticeClip, teacher: User, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()

    mine = open_feedback(actor=teacher, clip=take)
    theirs = open_feedback(actor=other_teacher, clip=take)

    assert mine != theirs
    assert list(Feedback.objects.for_teacher(teacher)) == [mine]


def test_the_rubric_of_the_pinned_exercise_is_prefilled(exercise: Any, teacher: User) -> None:
    take = with_rubric(exercise, "Intonation", "Bow")
    exercise.criteria = []
    exercise.save()

    feedback = open_feedback(actor=teacher, clip=take)

    assert [(score.label, score.points) for score in feedback.scores.all()] == [
        ("Intonation", None),
        ("Bow", None),
    ]


def test_opening_leaves_the_student_free_to_withdraw(
    take: PracticeClip, teacher: User, student: User
) -> None:
    open_feedback(actor=teacher, clip=take)

    withdraw_take(actor=student, clip=take)

    assert take.status == ClipStatus.WITHDRAWN


def test_the_first_remark_begins_the_review(
    take: PracticeClip, teacher: User, student: User
) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Slower here")

    take.refresh_from_db()
    assert take.status == ClipStatus.IN_REVIEW
    with pytest.raises(Refusal, match="begun to answer"):
        withdraw_take(actor=student, clip=take)


def test_a_remark_lives_in_the_draft_and_not_in_the_table(
    take: PracticeClip, teacher: User
) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    marker = add_marker(
        actor=teacher,
        feedback=feedback,
        start_ms=1000,
        end_ms=2000,
        text="Long",
        tag=MarkerTag.KEEP,
    )

    assert not FeedbackMarker.objects.exists()
    kept = draft(feedback).markers.get()
    assert (kept.uid, kept.start_ms, kept.end_ms, kept.tag) == (marker.uid, 1000, 2000, "keep")


def test_remarks_are_kept_in_the_order_of_their_time(take: PracticeClip, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    for at in (5000, 1000, 3000):
        add_marker(actor=teacher, feedback=feedback, start_ms=at, text="x")

    assert [marker.start_ms for marker in draft(feedback).markers.all()] == [1000, 3000, 5000]


def test_the_summary_is_a_version_too(take: PracticeClip, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    write_summary(actor=teacher, feedback=feedback, summary="Lovely tone.")

    feedback.refresh_from_db()
    assert feedback.summary == ""
    assert draft(feedback).summary == "Lovely tone."


@pytest.mark.parametrize(("start", "end"), [(10_001, None), (9_000, 10_500)])
def test_a_remark_outside_the_video_is_refused(
    take: PracticeClip, teacher: User, start: int, end: int | None
) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    with pytest.raises(Refusal, match="shorter"):
        add_marker(actor=teacher, feedback=feedback, start_ms=start, end_ms=end, text="x")


def test_a_remark_that_ends_before_it_starts_is_refused(take: PracticeClip, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, clip=take)

    with pytest.raises(Refusal, match="end after it starts"):
        add_marker(actor=teacher, feedback=feedback, start_ms=2000, end_ms=1000, text="x")


@pytest.mark.parametrize("name", ["other_teacher", "student", "classmate", "editor"])
def test_who_does_not_teach_the_course_cannot_open(
    take: PracticeClip, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refusal) as refused:
        open_feedback(actor=request.getfixturevalue(name), clip=take)

    assert (refused.value.code, refused.value.status) == ("not_found", 404)


def test_a_colleague_cannot_write_in_it(
    take: PracticeClip, teacher: User, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    feedback = open_feedback(actor=teacher, clip=take)

    with pytest.raises(Refusal) as refused:
        add_marker(actor=other_teacher, feedback=feedback, start_ms=0, text="x")

    assert refused.value.status == 404


def test_a_teacher_who_left_the_course_cannot_write_any_more(
    take: PracticeClip, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    feedback = open_feedback(actor=other_teacher, clip=take)
    take.course.teachers.remove(other_teacher)
    take.course.save()

    with pytest.raises(Refusal):
        add_marker(actor=other_teacher, feedback=feedback, start_ms=0, text="x")


@pytest.mark.parametrize(
    ("changes", "state", "code"),
    [
        ({"status": ClipStatus.WITHDRAWN}, AssetState.READY, "withdrawn"),
        ({"status": ClipStatus.UPLOADING}, AssetState.UPLOADING, "not_handed_in"),
        ({}, AssetState.FAILED, "video_failed"),
        ({}, AssetState.PREPARING, "video_not_ready"),
    ],
)
def test_a_take_that_cannot_be_answered_is_refused_plainly(
    take: PracticeClip, teacher: User, changes: dict[str, Any], state: str, code: str
) -> None:
    PracticeClip.objects.filter(pk=take.pk).update(**changes)
    take.asset.processing_status = state
    take.asset.save()
    take.refresh_from_db()

    with pytest.raises(Refusal) as refused:
        open_feedback(actor=teacher, clip=take)

    assert refused.value.code == code


def test_a_withdrawn_take_takes_no_more_remarks(
    take: PracticeClip, teacher: User, student: User
) -> None:
    feedback = open_feedback(actor=teacher, clip=take)
    withdraw_take(actor=student, clip=take)

    with pytest.raises(Refusal, match="withdrawn"):
        add_marker(actor=teacher, feedback=feedback, start_ms=0, text="x")
