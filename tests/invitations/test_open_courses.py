"""Open courses: who finds them, who gets in, how many, and how people leave."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import Refusal
from courses.models import Course, Enrolment, Exercise, Joining
from courses.services import unenrol, wait_in
from events.models import Event
from invitations import open_courses
from invitations.models import InvitationRules, OpenPlace
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def allow(allowed: bool = True) -> None:
    InvitationRules.objects.update_or_create(defaults={"open_enrolment": allowed})


@pytest.fixture
def course(exercise: Exercise) -> Course:
    """Open, with the portal's door open, too."""
    allow()
    course: Course = exercise.course
    course.joining = Joining.OPEN
    course.summary = "Bow and string"
    course.save()
    return course


def url_of(course: Course) -> str:
    return f"/open-courses/{course.uid}/"


def test_stranger_finds_joins_and_begins(
    course: Course, exercise: Exercise, stranger: User, client: Client
) -> None:
    client.force_login(stranger)
    assert "/open-courses/" in client.get(course.get_parent().url).content.decode()
    assert url_of(course) in client.get("/open-courses/").content.decode()
    assert client.get(course.url).url == url_of(course)

    shown = client.get(url_of(course)).content.decode()
    assert course.title in shown
    assert course.summary in shown
    assert exercise.title not in shown
    assert not Enrolment.objects.filter(user=stranger).exists()

    assert client.post(url_of(course)).url == exercise.url
    assert client.get(exercise.url).status_code == 200
    assert Enrolment.objects.admitted().filter(user=stranger, course=course).count() == 1
    assert Event.objects.filter(verb="courses.enrolled", actor=stranger).count() == 1
    assert url_of(course) not in client.get("/open-courses/").content.decode()


def test_everything_below_stays_closed_until_they_join(
    course: Course, exercise: Exercise, stranger: User, client: Client
) -> None:
    client.force_login(stranger)
    below = [exercise, *exercise.get_ancestors().filter(depth__gt=4)]
    assert [client.get(page.url).status_code for page in below] == [404] * 3


@pytest.mark.parametrize("closed", ["switch", "course", "draft"])
def test_closed_courses_answer_alike_and_name_nothing(
    closed: str, course: Course, stranger: User, client: Client
) -> None:
    if closed == "switch":
        allow(False)
    elif closed == "course":
        Course.objects.update(joining=Joining.BY_TEACHER)
    else:
        course.unpublish()
    client.force_login(stranger)

    answers = [client.get(url_of(course)), client.post(url_of(course))]
    assert [answer.status_code for answer in answers] == [404, 404]
    for answer in answers:
        assert "Nobody can join here at the moment" in answer.content.decode()
        assert course.title not in answer.content.decode()
    assert client.get(course.url).status_code == 404
    assert not Enrolment.objects.filter(user=stranger).exists()
    with pytest.raises(Refusal) as refused:
        open_courses.join(person=stranger, course=course)
    assert refused.value.code == "closed"


def test_restricted_course_is_not_open(course: Course, stranger: User, client: Client) -> None:
    course.view_restrictions.create(restriction_type="login")
    client.force_login(stranger)
    assert client.get(url_of(course)).status_code == 404


def test_anonymous_logs_in_and_comes_back(course: Course, client: Client) -> None:
    for answer in (client.get(url_of(course)), client.post(url_of(course))):
        assert answer.url == f"/account/login/?next={url_of(course)}"


def test_guest_finds_none(course: Course, stranger: User, client: Client) -> None:
    User.objects.filter(pk=stranger.pk).update(is_guest=True)
    client.force_login(stranger)
    assert client.get(url_of(course)).status_code == 404
    assert client.post(url_of(course)).status_code == 404
    assert url_of(course) not in client.get("/open-courses/").content.decode()
    assert not Enrolment.objects.filter(user=stranger).exists()


def test_who_waits_at_the_door_is_not_let_in(course: Course, stranger: User) -> None:
    wait_in(person=stranger, course=course)
    assert not open_courses.join(person=stranger, course=course)
    assert Enrolment.objects.waiting().filter(user=stranger).exists()


def test_full_course_says_so(course: Course, stranger: User, client: Client) -> None:
    there = Enrolment.objects.in_class_of(course).count()
    assert there == 2
    Course.objects.update(places=there)
    client.force_login(stranger)
    assert "All places are taken" in client.get(url_of(course)).content.decode()
    answer = client.post(url_of(course))
    assert answer.status_code == 410
    assert "All places are taken" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_thirty_exactly_ten_get_in_where_ten_may(course: Course) -> None:
    Enrolment.objects.all().delete()
    Course.objects.update(places=10)
    people = [factories.UserFactory() for _number in range(30)]

    def come(person: User) -> Any:
        return lambda: open_courses.join(person=person, course=course)

    told = at_once(*map(come, people))
    assert (told.count(True), told.count("full")) == (10, 20)
    assert Enrolment.objects.in_class_of(course).count() == OpenPlace.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_tapping_ten_times_is_one_place(course: Course, stranger: User) -> None:
    told = at_once(*[lambda: open_courses.join(person=stranger, course=course)] * 10)
    assert told.count(True) == 1
    assert told.count(False) == 9


def test_who_joined_may_leave_and_come_back(
    course: Course, exercise: Exercise, stranger: User, client: Client
) -> None:
    client.force_login(stranger)
    client.post(url_of(course))
    take = factories.TakeFactory(student=stranger, exercise=exercise)
    leave = f"{url_of(course)}leave/"
    assert leave in client.get(course.url).content.decode()
    assert "the feedback on them stay" in client.get(leave).content.decode()
    assert Enrolment.objects.filter(user=stranger).exists()

    assert client.post(leave).url == "/"
    assert not Enrolment.objects.filter(user=stranger).exists()
    assert client.get(exercise.url).status_code == 404
    take.refresh_from_db()
    assert Event.objects.filter(verb="courses.left", actor=stranger).count() == 1
    assert client.post(leave).status_code == 404

    assert client.post(url_of(course)).url == exercise.url
    assert Enrolment.objects.filter(user=stranger).count() == 1


def test_whom_a_teacher_added_does_not_leave_by_themselves(
    course: Course, student: User, stranger: User, client: Client
) -> None:
    for person in (student, stranger):
        client.force_login(person)
        assert client.get(f"{url_of(course)}leave/").status_code == 404
        assert client.post(f"{url_of(course)}leave/").status_code == 404


def test_whom_a_teacher_removed_does_not_come_back(
    course: Course, teacher: User, stranger: User, client: Client
) -> None:
    client.force_login(stranger)
    client.post(url_of(course))
    unenrol(actor=teacher, enrolment=Enrolment.objects.get(user=stranger))

    answer = client.post(url_of(course))
    assert answer.status_code == 410
    assert "You are not in this class" in answer.content.decode()
    assert not Enrolment.objects.filter(user=stranger).exists()


def test_one_and_three_courses_take_the_same_number_of_queries(
    course: Course,
    stranger: User,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(stranger)
    client.get("/open-courses/")
    with CaptureQueriesContext(connection) as one:
        client.get("/open-courses/")
    for title in ("Viola", "Cello"):
        factories.CourseFactory(title=title, joining=Joining.OPEN)
    with django_assert_num_queries(len(one)):
        assert client.get("/open-courses/").content.decode().count("panel") >= 3
