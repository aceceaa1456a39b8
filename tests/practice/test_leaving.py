"""Someone who leaves a class keeps their takes, but the class no longer sees them. ADR 0024."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex

from core.errors import Refusal
from courses import services as classes
from courses.models import CourseAccess, Enrolment, PeerVisibility
from courses.rules import may_watch_asset
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from practice import rules, services
from practice.models import Take, TakeStatus
from tests import factories


@pytest.fixture
def shared(exercise: Any, teacher: Any) -> Any:
    """An exercise with a demo whose takes the whole class can see."""
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.demo_video = factories.LibraryVideoFactory(uploaded_by_user=teacher)
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(exercise)
    return exercise


@pytest.fixture
def answered(shared: Any, take: Take, teacher: Any, student: Any) -> Take:
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="A longer bow")
    release_feedback(actor=teacher, feedback=feedback)
    start_thread(actor=student, take=take, text="How long?")
    return take


def leave(teacher: Any, student: Any, course: Any) -> None:
    classes.unenrol(actor=teacher, enrolment=Enrolment.objects.get(course=course, user=student))


def page(client: Any, user: Any, url: str) -> Any:
    client.force_login(user)
    return client.get(url)


def test_former_student_keeps_takes_feedback_and_conversations(
    client: Any, answered: Take, teacher: Any, student: Any
) -> None:
    leave(teacher, student, answered.course)

    html = page(client, student, answered.get_absolute_url()).content.decode()
    mine = page(client, student, reverse("practice:my_practice")).content.decode()

    assert "A longer bow" in html
    assert "How long?" in html
    assert "Long bows" in mine


def test_link_to_the_exercise_still_works(
    client: Any, answered: Take, shared: Any, teacher: Any, student: Any
) -> None:
    """It leads to the exercise as it was, with its demo, but without the practice room."""
    leave(teacher, student, answered.course)
    brief = reverse("practice:take_brief", args=[answered.pk])

    html = page(client, student, answered.get_absolute_url()).content.decode()
    shown = client.get(brief)

    assert f'href="{brief}"' in html
    assert f'href="{shared.url}"' not in html
    assert client.get(shared.url).status_code == 404
    assert shown.status_code == 200
    assert '<h1 dir="auto">Long bows</h1>' in shown.content.decode()
    assert 'id="demo"' in shown.content.decode()
    assert "practice-room" not in shown.content.decode()
    assert may_watch_asset(student, shared.demo_video.asset)


def test_demo_is_closed_to_those_who_handed_in_nothing(
    shared: Any, teacher: Any, classmate: Any
) -> None:
    leave(teacher, classmate, shared.course)

    assert not may_watch_asset(classmate, shared.demo_video.asset)


def test_former_student_cannot_hand_in(shared: Any, teacher: Any, student: Any) -> None:
    begun = factories.TakeFactory(
        student=student, exercise=shared, status=TakeStatus.UPLOADING, submitted_at=None
    )
    leave(teacher, student, shared.course)

    assert not rules.may_start(student, shared)
    with pytest.raises(Refusal, match="not open to you"):
        services.start_take(actor=student, exercise=shared)
    with pytest.raises(Refusal, match="no longer in this class"):
        services.commit_take(actor=student, take=begun)


def test_former_student_is_not_offered_to_continue(
    client: Any, shared: Any, teacher: Any, student: Any
) -> None:
    begun = factories.TakeFactory(
        student=student, exercise=shared, status=TakeStatus.UPLOADING, submitted_at=None
    )
    offered = page(client, student, begun.get_absolute_url()).content.decode()
    leave(teacher, student, shared.course)
    after = page(client, student, begun.get_absolute_url()).content.decode()

    assert "Continue at the exercise" in offered
    assert "Continue at the exercise" not in after
    assert "You can't open the exercise" in after


@pytest.mark.parametrize(
    "visibility", [PeerVisibility.OPEN, PeerVisibility.AFTER_OWN_TAKE, PeerVisibility.PRIVATE]
)
def test_class_no_longer_sees_a_former_students_takes(
    visibility: str, client: Any, answered: Take, shared: Any, teacher: Any, student: Any,
    classmate: Any,
) -> None:  # fmt: skip
    factories.TakeFactory(student=classmate, exercise=shared)
    shared.peer_visibility = visibility
    shared.save_revision().publish()
    before = rules.may_watch(classmate, answered)
    leave(teacher, student, answered.course)

    listed = page(client, classmate, "/api/v1/clips/")

    assert before is (visibility != PeerVisibility.PRIVATE)
    assert not rules.may_watch(classmate, answered)
    assert not rules.may_watch_asset(classmate, answered.asset)
    assert client.get(answered.get_absolute_url()).status_code == 404
    assert str(answered.pk) not in listed.content.decode()
    assert "Student" not in listed.content.decode()


def test_former_student_no_longer_sees_the_class(
    shared: Any, take: Take, teacher: Any, student: Any, classmate: Any
) -> None:
    leave(teacher, classmate, shared.course)

    assert not rules.may_watch(classmate, take)
    assert rules.may_watch(student, take)


def test_teachers_can_still_give_feedback_to_a_former_student(
    shared: Any, take: Take, teacher: Any, student: Any
) -> None:
    leave(teacher, student, shared.course)

    assert rules.may_answer(teacher, take)
    assert list(Take.objects.for_teacher(teacher).awaiting_feedback()) == [take]


def test_returning_student_has_everything_back(
    client: Any, shared: Any, answered: Take, teacher: Any, student: Any, classmate: Any
) -> None:
    leave(teacher, student, shared.course)
    classes.enrol(actor=teacher, course=shared.course, people=[student])

    assert rules.may_watch(classmate, answered)
    assert rules.may_start(student, shared)
    html = page(client, student, answered.get_absolute_url()).content.decode()
    assert f'href="{shared.url}"' in html


def test_in_a_course_for_all_members_nobody_leaves(
    shared: Any, take: Take, teacher: Any, student: Any, classmate: Any
) -> None:
    course = shared.course
    course.access = CourseAccess.MEMBERS
    course.save_revision().publish()
    leave(teacher, student, course)

    assert rules.may_watch(classmate, take)
    assert rules.may_start(student, shared)


def test_takes_that_teachers_show_the_class(
    shared: Any, teacher: Any, other_teacher: Any, classmate: Any
) -> None:
    course = shared.course
    course.teachers.add(other_teacher)
    course.save()
    shown = [
        factories.TakeFactory(student=one, exercise=shared) for one in (teacher, other_teacher)
    ]
    before = [rules.may_watch(classmate, take) for take in shown]
    course.teachers.remove(other_teacher)
    course.save()

    assert before == [True, True]
    assert [rules.may_watch(classmate, take) for take in shown] == [True, False]


@pytest.mark.parametrize("above", ["course", "lesson", "exercise"])
def test_takes_survive_unpublishing_the_course(
    above: str, client: Any, shared: Any, answered: Take, student: Any
) -> None:
    """Unpublished or expired, for students who are still in the class."""
    pages = {"course": shared.course, "lesson": shared.get_parent(), "exercise": shared}
    pages[above].specific.unpublish()
    brief = reverse("practice:take_brief", args=[answered.pk])

    html = page(client, student, answered.get_absolute_url()).content.decode()

    assert "A longer bow" in html
    assert f'href="{brief}"' in html
    assert client.get(brief).status_code == 200


def test_take_started_before_unpublishing_can_be_handed_in(shared: Any, student: Any) -> None:
    begun = factories.TakeFactory(student=student, exercise=shared)
    shared.unpublish()

    assert rules.may_hand_in(student, begun)


def test_former_teacher_cannot_give_feedback(
    answered: Take, shared: Any, teacher: Any, other_teacher: Any, student: Any
) -> None:
    course = shared.course
    course.teachers.add(other_teacher)
    course.save()
    assert rules.may_answer(other_teacher, answered)
    course.teachers.remove(other_teacher)
    course.save()

    assert not rules.may_answer(other_teacher, answered)
    assert not rules.may_watch(other_teacher, answered)
    assert rules.may_watch(student, answered)
