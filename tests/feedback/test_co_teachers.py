"""A course of two teachers: each has everything of it in the admin that the other has."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import CourseIndexPage, Enrolment
from courses.people import manageable_courses, students_for
from courses.policy import found_by
from courses.rules import may_manage_class, takes_part_in
from feedback import find, queue
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, start_thread
from practice.models import Take
from tests import factories

PEOPLE = ["teacher", "other_teacher"]


@pytest.fixture
def course(course: Any, other_teacher: User) -> Any:
    course.teachers.add(other_teacher)
    course.save()
    return course


@pytest.fixture
def user(request: Any, course: Any) -> User:
    person: User = request.getfixturevalue(request.param)
    return person


@pytest.mark.parametrize("user", PEOPLE, indirect=True)
def test_pages_are_found_everywhere(
    user: User, course: Any, exercise: Any, teacher: User, client: Client
) -> None:
    lesson = exercise.get_parent()
    draft = factories.ExerciseFactory(parent=lesson, title="Spiccato", owner=teacher, live=False)
    draft.save_revision()
    client.force_login(user)
    index = CourseIndexPage.objects.get()
    where = {
        reverse("wagtailadmin_explore", args=[index.pk]): course.title,
        reverse("wagtailadmin_explore", args=[lesson.pk]): "Spiccato",
        "/admin/course-list/": course.title,
        "/admin/pages/search/?q=spiccato": "Spiccato",
        f"/admin/choose-page/{lesson.pk}/": "Spiccato",
        f"/admin/api/main/pages/?child_of={lesson.pk}": "Spiccato",
        "/admin/find/?q=spiccato": "Spiccato",
        "/admin/pages/usage/courses/exercise/": "Spiccato",
        reverse("wagtailadmin_pages:history", args=[draft.pk]): "Spiccato",
        f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}": "Spiccato",
        reverse("wagtailadmin_pages:move", args=[draft.pk]): "Spiccato",
    }

    for url, title in where.items():
        assert title in client.get(url).content.decode(), url
    assert found_by(user).filter(pk=draft.pk).exists()


@pytest.mark.parametrize("user", PEOPLE, indirect=True)
def test_the_class_is_both_teachers(
    user: User, course: Any, student: User, stranger: User, client: Client
) -> None:
    client.force_login(user)
    listed = client.get("/admin/class-list/").content.decode()
    client.post("/admin/class-list/add/", {"course": course.pk, "addresses": stranger.email})

    assert student.first_name in listed
    assert may_manage_class(user, course)
    assert takes_part_in(user, course)
    assert list(manageable_courses(user)) == [course]
    assert student in students_for(user)
    assert Enrolment.objects.filter(user=stranger).exists()


@pytest.mark.parametrize("user", PEOPLE, indirect=True)
def test_both_answer(user: User, take: Take, student: User, client: Client) -> None:
    thread = start_thread(actor=student, take=take, text="Is my thumb right?")
    client.force_login(user)

    assert list(queue.waiting_takes(user)) == [take]
    assert list(queue.waiting_threads(user)) == [thread]
    assert list(find.takes_of(user)) == [take]
    assert client.get(reverse("feedback_desk", args=[take.pk])).status_code == 302
    assert Feedback.objects.get().teacher == user


def test_each_has_their_own_draft(
    take: Take, course: Any, teacher: User, other_teacher: User
) -> None:
    mine = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=mine, start_ms=1, text="Slower")

    assert not Feedback.objects.visible_to(other_teacher).exists()
    assert not Feedback.objects.readable_in_admin(other_teacher).exists()
    assert open_feedback(actor=other_teacher, take=take) != mine
