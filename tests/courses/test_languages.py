"""A course in two languages is one class. ADR 0031."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from courses import erasure, rules, services
from courses.admin.enrol_form import EnrolForm
from courses.copying import CopyPages
from courses.models import Course, CourseIndexPage, Enrolment, Exercise, Passage, RubricCriterion
from courses.queries import LEARNING_PAGES
from courses.tasks import give_missing_keys
from tests import factories
from tests.languages import translated
from tests.migrations import run


@pytest.fixture
def german(course: Course) -> Any:
    return translated(course)


def enrolment_of(user: User) -> Enrolment:
    return Enrolment.objects.get(user=user)


def test_translation_has_the_key_but_an_id_of_its_own(exercise: Any) -> None:
    exercise.passages = [Passage(label="bars 1–4", start_ms=0, end_ms=1000)]
    exercise.criteria = [RubricCriterion(label="intonation")]
    exercise.save_revision().publish()

    german = translated(exercise)

    assert german.translation_key == exercise.translation_key
    assert german.uid != exercise.uid
    assert german.course.translation_key == exercise.course.translation_key
    assert german.course != exercise.course
    for parts in ("passages", "criteria"):
        here, there = (getattr(page, parts).get() for page in (exercise, german))
        assert here.uid == there.uid


def test_copy_for_a_new_term_has_keys_of_its_own(course: Course, exercise: Any) -> None:
    copy = CopyPages(course, to=course.get_parent(), recursive=True).execute()

    def keys(top: Page) -> set[Any]:
        return set(top.get_descendants(inclusive=True).values_list("translation_key", flat=True))

    assert len(keys(copy)) == len(keys(course)) == len(LEARNING_PAGES)
    assert not keys(copy) & keys(course)


def test_moved_page_keeps_its_key(exercise: Any) -> None:
    exercise.move(factories.LessonFactory(), pos="last-child")

    assert Exercise.objects.get().translation_key == exercise.translation_key


def test_student_of_one_language_can_open_the_other(
    client: Any, exercise: Any, student: User, stranger: User, settings: Any
) -> None:
    german = translated(exercise)
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES

    def opened_by(user: User) -> Any:
        client.force_login(user)
        return client.get(exercise.url, headers={"Accept-Language": "de"})

    assert opened_by(student).context["page"] == german
    assert opened_by(stranger).status_code == 404


def test_who_may_open_either_language(
    exercise: Any, student: User, teacher: User, other_teacher: User, stranger: User
) -> None:
    german = translated(exercise)
    Course.objects.filter(pk=german.course.pk).update(owner=None)
    german.course.teachers.set([other_teacher])
    german.course.save()
    pages = {exercise.pk, german.pk}

    for user in (student, teacher, other_teacher):
        assert set(Exercise.objects.visible_to(user).values_list("pk", flat=True)) == pages
        assert german.is_visible_to(user)
        assert rules.takes_part_in(user, german.course)
    assert not Exercise.objects.visible_to(stranger).exists()
    assert not german.is_visible_to(stranger)


def test_a_page_for_all_members_opens_no_other_language(
    exercise: Any, german: Any, stranger: User
) -> None:
    german.access = "members"
    german.save_revision().publish()

    assert list(Course.objects.visible_to(stranger)) == [german]


def test_teachers_manage_the_class_but_edit_their_own_language(
    course: Course, german: Any, other_teacher: User, student: User
) -> None:
    Course.objects.filter(pk=german.pk).update(owner=other_teacher)

    assert rules.may_manage_class(other_teacher, course)
    assert enrolment_of(student) in Enrolment.objects.managed_by(other_teacher)
    assert list(Course.objects.taught_by(other_teacher)) == [german]


def test_enrolling_in_the_other_language_changes_nothing(
    german: Any, teacher: User, student: User, stranger: User
) -> None:
    added = services.enrol(actor=teacher, course=german, people=[student, stranger])

    assert [one.user for one in added] == [stranger]
    assert Enrolment.objects.count() == 3
    assert enrolment_of(stranger).course == german


def test_database_refuses_a_second_place_in_the_class(german: Any, student: User) -> None:
    with pytest.raises(ValidationError, match="already enrolled"):
        Enrolment(course=german, course_key=german.translation_key, user=student).full_clean()


def test_form_knows_the_members_of_either_language(
    german: Any, teacher: User, student: User
) -> None:
    form = EnrolForm({"course": german.pk, "addresses": student.email}, user=teacher)

    assert form.is_valid()
    assert (form.members, form.newcomers) == ([student], [])


def test_admin_lists_one_class(
    client: Any, course: Course, german: Any, admin: User, student: User
) -> None:
    client.force_login(admin)

    listed = client.get("/admin/course-list/").context["object_list"]
    members = client.get(reverse("class-list:index"), {"course": german.pk}).context["object_list"]

    assert {row.pk: row.student_count for row in listed} == {course.pk: 2, german.pk: 2}
    assert student in [row.user for row in members]


def test_enrolments_move_to_the_language_that_is_left(
    course: Course, german: Any, student: User, classmate: User
) -> None:
    assert "student" not in " ".join(str(one) for one in erasure.foresee(course))

    course.delete()

    assert enrolment_of(student).course == enrolment_of(classmate).course == german
    assert german.is_visible_to(student)


def test_enrolments_move_when_everything_above_is_deleted(german: Any, student: User) -> None:
    CourseIndexPage.objects.exclude(locale=german.locale).get().get_parent().delete()

    assert enrolment_of(student).course == german


def test_enrolments_end_with_the_last_language(course: Course, german: Any, student: User) -> None:
    german.delete()
    assert enrolment_of(student).course == course

    assert "2 students' places" in " ".join(str(one) for one in erasure.foresee(course))
    course.delete()
    assert not Enrolment.objects.exists()


def test_enrolments_of_other_courses_end(course: Course, german: Any, student: User) -> None:
    other = factories.EnrolmentFactory(user=student)
    other.course.delete()

    assert enrolment_of(student).course == course


def test_enrolments_by_an_older_version_get_their_key(
    course: Course, student: User, stranger: User
) -> None:
    late = factories.EnrolmentFactory(course=course, user=stranger)
    again = factories.EnrolmentFactory(course=factories.CourseFactory(), user=student)
    Enrolment.objects.filter(pk=late.pk).update(course_key=None)
    Enrolment.objects.filter(pk=again.pk).update(course=course, course_key=None)

    give_missing_keys.call_local()

    assert enrolment_of(stranger).course_key == course.translation_key
    assert enrolment_of(student).pk != again.pk


def test_many_are_enrolled_at_once_with_their_key(course: Course, stranger: User) -> None:
    Enrolment.objects.bulk_create([Enrolment(course=course, user=stranger)])

    assert enrolment_of(stranger).course_key == course.translation_key


def test_migration_gives_every_enrolment_its_key(course: Course, student: User) -> None:
    Enrolment.objects.update(course_key=None)

    run("courses", "0007_course_keys", "give_keys")

    assert enrolment_of(student).course_key == course.translation_key
