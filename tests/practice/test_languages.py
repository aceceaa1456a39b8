"""Takes are counted by an exercise in all its languages. ADR 0031."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.errors import Refusal
from courses.models import Course, CourseAccess, PeerVisibility
from practice import queries, rules, services
from practice.erasure import erase_below
from practice.models import Take, TakeStatus
from practice.tasks import give_missing_keys
from practice.templatetags import practice_progress as progress
from tests import factories
from tests.languages import translated
from tests.migrations import run

Limit = Callable[..., Any]


@pytest.fixture
def german(exercise: Any) -> Any:
    return translated(exercise)


@pytest.fixture
def both(exercise: Any, german: Any, student: User) -> tuple[Take, Take]:
    """The student's first take, in English, and their second, in German."""
    first, second = (
        factories.TakeFactory(student=student, exercise=page, attempt=number)
        for number, page in enumerate((exercise, german), 1)
    )
    return first, second


def start(student: User, exercise: Any) -> Take:
    return services.start_take(actor=student, exercise=exercise, size_bytes=1)


def publish(page: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def context_of(user: User) -> dict[str, Any]:
    return {"request": SimpleNamespace(user=user)}


def test_numbers_go_on_in_the_other_language(
    exercise: Any, german: Any, student: User, begin: Any
) -> None:
    numbers = [begin().attempt, start(student, german).attempt, begin().attempt]

    assert numbers == [1, 2, 3]


def test_withdrawn_take_gives_its_number_to_the_other_language(
    both: tuple[Take, Take], student: User
) -> None:
    services.withdraw_take(actor=student, take=both[0])

    assert Take.objects.get(pk=both[1].pk).attempt == 1


def test_limit_counts_takes_in_either_language(limited: Limit, student: User, take: Take) -> None:
    german = translated(limited(max_attempts=2))
    assert queries.places_left(student, german) == 1

    factories.TakeFactory(student=student, exercise=german, attempt=2)

    for page in (take.exercise, german):
        assert queries.places_left(student, page) == 0
        with pytest.raises(Refusal, match="all 2 takes"):
            start(student, page)


def test_room_and_chain_show_takes_in_either_language(
    both: tuple[Take, Take], exercise: Any, german: Any, student: User
) -> None:
    for page in (exercise, german):
        assert list(queries.takes_of_exercise(student, page)) == list(reversed(both))
    assert queries.attempts_chain(both[1], student) == list(both)


def test_progress_counts_an_exercise_once(
    both: tuple[Take, Take], exercise: Any, german: Any, student: User
) -> None:
    asked = context_of(student)

    assert progress.practised_exercises(asked) == {exercise.translation_key}
    for page in (exercise, german):
        assert progress.practised_count(asked, page.course, 1) == 1
    assert progress.practised_count(asked, german.course, 0) == 0
    assert len(progress.my_recent_takes(asked)) == 1


def test_what_was_practised_is_due_in_no_language(
    exercise: Any, german: Any, take: Take, student: User, classmate: User
) -> None:
    for page in (exercise, german):
        publish(page, due_at=timezone.now() + timedelta(days=1))

    assert progress.still_due(context_of(student)) == []
    assert set(progress.still_due(context_of(classmate))) == {exercise, german}


def test_own_takes_are_filtered_by_course_in_all_languages(
    client: Any, both: tuple[Take, Take], exercise: Any, student: User
) -> None:
    other = factories.TakeFactory(student=student)
    client.force_login(student)

    listed = client.get("/practice/", {"course": str(exercise.course.uid)})

    assert set(listed.context["page"].object_list) == set(both)
    assert {course.pk for course in queries.courses_of_my_takes(student)} == {
        exercise.course.pk,
        other.course.pk,
    }


def test_api_finds_takes_by_the_exercise_in_either_language(
    client: Any, both: tuple[Take, Take], exercise: Any, german: Any, student: User
) -> None:
    factories.TakeFactory(student=student)
    client.force_login(student)

    for page in (exercise, german):
        found = client.get("/api/v1/clips/", {"exercise": str(page.uid)}).json()["results"]
        assert {one["id"] for one in found} == {str(take.pk) for take in both}


def test_class_sees_takes_of_both_languages_and_strangers_none(
    both: tuple[Take, Take], exercise: Any, german: Any, classmate: User, stranger: User
) -> None:
    for page in (exercise, german):
        publish(page, peer_visibility=PeerVisibility.OPEN)

    for visible in (Take.objects.visible_to, Take.objects.listed_for):
        assert set(visible(classmate)) == set(both)
        assert not visible(stranger).exists()


def test_own_take_in_one_language_shows_those_in_the_other(
    both: tuple[Take, Take], exercise: Any, german: Any, classmate: User
) -> None:
    for page in (exercise, german):
        publish(page, peer_visibility=PeerVisibility.AFTER_OWN_TAKE)
    assert not Take.objects.visible_to(classmate).exists()

    own = factories.TakeFactory(student=classmate, exercise=german)

    assert set(Take.objects.visible_to(classmate)) == {*both, own}


def test_take_is_shown_as_the_page_it_was_recorded_on_said(
    both: tuple[Take, Take], german: Any, classmate: User
) -> None:
    publish(german, peer_visibility=PeerVisibility.OPEN)

    assert list(Take.objects.visible_to(classmate)) == [both[1]]


def test_teacher_of_either_language_sees_and_answers_all(
    both: tuple[Take, Take], german: Any, teacher: User, other_teacher: User
) -> None:
    Course.objects.filter(pk=german.course.pk).update(owner=other_teacher)

    for user in (teacher, other_teacher):
        assert set(Take.objects.for_teacher(user)) == set(both)
        assert all(rules.may_answer(user, take) for take in both)
        assert set(Take.objects.listed_for(user)) == set(both)


def test_course_for_all_members_is_one_in_every_language(
    both: tuple[Take, Take], exercise: Any, german: Any, classmate: User, student: User
) -> None:
    for page in (exercise, german):
        publish(page, peer_visibility=PeerVisibility.OPEN)
    student.enrolments.all().delete()
    assert not Take.objects.visible_to(classmate).exists()

    publish(german.course, access=CourseAccess.MEMBERS)

    assert set(Take.objects.visible_to(classmate)) == set(both)


def test_answer_time_is_that_of_the_class(german: Any, take: Take) -> None:
    answered = take.submitted_at + timedelta(hours=2)
    Take.objects.filter(pk=take.pk).update(status=TakeStatus.ANSWERED, answered_at=answered)

    assert queries.usual_answer_time(german.course) == timedelta(hours=2)


def test_erasing_one_language_leaves_the_takes_of_the_other(
    both: tuple[Take, Take], exercise: Any, admin: User
) -> None:
    erase_below(actor=admin, subject=exercise)

    assert list(Take.objects.values_list("pk", "attempt")) == [(both[1].pk, 1)]


def test_moved_exercise_takes_its_takes_along(take: Take, teacher: User) -> None:
    lesson = factories.LessonFactory()

    take.exercise.move(lesson, pos="last-child")

    moved = Take.objects.get()
    assert moved.exercise_key == take.exercise_key
    assert moved.course_key == lesson.course.translation_key != take.course_key
    assert not Take.objects.for_teacher(teacher).exists()


def test_copy_for_a_new_term_starts_at_one(take: Take, student: User, teacher: User) -> None:
    copy = take.course.copy(recursive=True, user=teacher)
    factories.EnrolmentFactory(course=copy, user=student)
    exercise = take.exercise.__class__.objects.get(path__startswith=copy.path)

    assert start(student, exercise).attempt == 1


def test_takes_by_an_older_version_get_their_key_and_number(
    both: tuple[Take, Take], german: Any, teacher: User
) -> None:
    late = factories.TakeFactory(student=both[0].student, exercise=german, attempt=None)
    Take.objects.filter(pk=late.pk).update(attempt=1, exercise_key=None, course_key=None)
    assert late not in Take.objects.for_teacher(teacher)

    give_missing_keys.call_local()

    late.refresh_from_db()
    assert (late.exercise_key, late.attempt) == (german.translation_key, 3)
    assert late in Take.objects.for_teacher(teacher)


def test_take_without_a_key_yet_can_be_erased_with_others(
    both: tuple[Take, Take], exercise: Any, admin: User
) -> None:
    Take.objects.filter(pk=both[0].pk).update(exercise_key=None)

    erase_below(actor=admin, subject=exercise.get_parent())

    assert list(Take.objects.all()) == [both[1]]


def test_migration_gives_every_take_its_keys(both: tuple[Take, Take]) -> None:
    other = factories.TakeFactory()
    Take.objects.update(exercise_key=None, course_key=None)

    run("practice", "0010_keys_of_takes", "give_keys")

    for take in (*both, other):
        found = Take.objects.get(pk=take.pk)
        assert found.exercise_key == take.exercise.translation_key
        assert found.course_key == take.course.translation_key
