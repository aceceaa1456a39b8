"""Writing feedback: opening, remarks, summary; always through a revision."""

from typing import Any

import pytest

from accounts.models import User
from core.errors import Refusal
from feedback.models import Feedback, FeedbackMarker, MarkerTag
from feedback.services import add_marker, open_feedback, write_summary
from practice.models import Take, TakeStatus
from practice.services import withdraw_take
from tests.feedback.helpers import draft, with_rubric
from videos.models import AssetState


def test_opening_gives_a_draft_that_only_its_teacher_sees(
    take: Take, teacher: User, student: User, classmate: User
) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    assert not feedback.live
    assert list(Feedback.objects.visible_to(teacher)) == [feedback]
    assert not Feedback.objects.visible_to(student).exists()
    assert not Feedback.objects.visible_to(classmate).exists()


def test_opening_twice_gives_the_same_draft(take: Take, teacher: User) -> None:
    first = open_feedback(actor=teacher, take=take)

    assert open_feedback(actor=teacher, take=take) == first


def test_two_teachers_of_a_course_have_separate_feedback(
    take: Take, teacher: User, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()

    mine = open_feedback(actor=teacher, take=take)
    theirs = open_feedback(actor=other_teacher, take=take)

    assert mine != theirs
    assert list(Feedback.objects.writable_by(teacher)) == [mine]


def test_the_rubric_of_the_pinned_exercise_is_prefilled(exercise: Any, teacher: User) -> None:
    take = with_rubric(exercise, "Intonation", "Bow")
    exercise.criteria = []
    exercise.save()

    feedback = open_feedback(actor=teacher, take=take)

    assert [(score.label, score.points) for score in feedback.scores.all()] == [
        ("Intonation", None),
        ("Bow", None),
    ]


def test_opening_leaves_the_student_free_to_withdraw(
    take: Take, teacher: User, student: User
) -> None:
    open_feedback(actor=teacher, take=take)

    withdraw_take(actor=student, take=take)

    assert take.status == TakeStatus.WITHDRAWN


def test_the_first_remark_starts_the_review(take: Take, teacher: User, student: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Slower here")

    take.refresh_from_db()
    assert take.status == TakeStatus.IN_REVIEW
    with pytest.raises(Refusal, match="already begun feedback"):
        withdraw_take(actor=student, take=take)


def test_a_remark_lives_in_the_draft_and_not_in_the_table(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

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


def test_remarks_are_kept_in_time_order(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    for at in (5000, 1000, 3000):
        add_marker(actor=teacher, feedback=feedback, start_ms=at, text="x")

    assert [marker.start_ms for marker in draft(feedback).markers.all()] == [1000, 3000, 5000]


def test_the_summary_is_a_version_too(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    write_summary(actor=teacher, feedback=feedback, summary="Lovely tone.")

    feedback.refresh_from_db()
    assert feedback.summary == ""
    assert draft(feedback).summary == "Lovely tone."


@pytest.mark.parametrize(("start", "end"), [(10_001, None), (9_000, 10_500)])
def test_a_remark_outside_the_video_is_refused(
    take: Take, teacher: User, start: int, end: int | None
) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    with pytest.raises(Refusal, match="shorter"):
        add_marker(actor=teacher, feedback=feedback, start_ms=start, end_ms=end, text="x")


def test_a_remark_that_ends_before_it_starts_is_refused(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    with pytest.raises(Refusal, match="end after it starts"):
        add_marker(actor=teacher, feedback=feedback, start_ms=2000, end_ms=1000, text="x")


@pytest.mark.parametrize("name", ["other_teacher", "student", "classmate", "editor"])
def test_outsiders_cannot_open_feedback(
    take: Take, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refusal) as refused:
        open_feedback(actor=request.getfixturevalue(name), take=take)

    assert (refused.value.code, refused.value.status) == ("not_found", 404)


def test_a_colleague_cannot_write_in_it(take: Take, teacher: User, other_teacher: User) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    feedback = open_feedback(actor=teacher, take=take)

    with pytest.raises(Refusal) as refused:
        add_marker(actor=other_teacher, feedback=feedback, start_ms=0, text="x")

    assert refused.value.status == 404


def test_a_teacher_who_left_the_course_cannot_write_any_more(
    take: Take, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    feedback = open_feedback(actor=other_teacher, take=take)
    take.course.teachers.remove(other_teacher)
    take.course.save()

    with pytest.raises(Refusal):
        add_marker(actor=other_teacher, feedback=feedback, start_ms=0, text="x")


@pytest.mark.parametrize(
    ("changes", "state", "code"),
    [
        ({"status": TakeStatus.WITHDRAWN}, AssetState.READY, "withdrawn"),
        ({"status": TakeStatus.UPLOADING}, AssetState.UPLOADING, "not_handed_in"),
        ({}, AssetState.FAILED, "video_failed"),
        ({}, AssetState.PREPARING, "video_not_ready"),
    ],
)
def test_a_take_that_cannot_be_reviewed_is_refused_with_a_reason(
    take: Take, teacher: User, changes: dict[str, Any], state: str, code: str
) -> None:
    Take.objects.filter(pk=take.pk).update(**changes)
    take.asset.processing_status = state
    take.asset.save()
    take.refresh_from_db()

    with pytest.raises(Refusal) as refused:
        open_feedback(actor=teacher, take=take)

    assert refused.value.code == code


def test_a_withdrawn_take_accepts_no_more_remarks(take: Take, teacher: User, student: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    withdraw_take(actor=student, take=take)

    with pytest.raises(Refusal, match="withdrawn"):
        add_marker(actor=teacher, feedback=feedback, start_ms=0, text="x")
