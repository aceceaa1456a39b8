"""Who waits to be let into a class practises alone: they see nothing of others, nor others of them.

Here `student` and `classmate` are in the class, `guest` came by a class link, `stranger` did not.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses import services as classes
from courses.models import Course, CourseAccess, Enrolment, Exercise, PeerVisibility
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from practice import rules, services
from practice.models import Take
from practice.queries import listed_takes
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(exercise: Any) -> Any:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    return exercise


@pytest.fixture
def guest(course: Course) -> User:
    person: User = factories.UserFactory(first_name="Nora", is_guest=True)
    classes.wait_in(person=person, course=course)
    return person


def take_of(user: User, exercise: Any) -> Take:
    made: Take = factories.TakeFactory(student=user, exercise=exercise)
    return made


def place_of(user: User) -> Enrolment:
    return Enrolment.objects.get(user=user)


def page(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(url)


def test_who_waits_opens_the_course_and_hands_in(guest: User, shared: Any, stranger: User) -> None:
    assert page(guest, shared.course.url).status_code == 200
    assert page(guest, shared.url).status_code == 200
    assert rules.may_start(guest, shared)
    started = services.start_take(
        actor=guest, exercise=shared, filename="a.mp4", size_bytes=10, part_count=1
    )
    assert rules.may_hand_in(guest, started)
    assert page(stranger, shared.url).status_code == 404


def test_who_waits_sees_no_takes_of_others(guest: User, shared: Any, student: User) -> None:
    take, mine = take_of(student, shared), take_of(guest, shared)

    assert list(Take.objects.visible_to(guest)) == [mine]
    assert list(listed_takes(guest)) == [mine]
    assert page(guest, take.get_absolute_url()).status_code == 404
    assert not rules.may_watch_asset(guest, take.asset)
    for url in (shared.url, shared.course.url, reverse("practice:my_practice")):
        assert student.display_name not in page(guest, url).content.decode()


@pytest.mark.parametrize("access", CourseAccess.values)
def test_classmates_see_no_takes_of_who_waits(
    guest: User, shared: Any, classmate: User, teacher: User, stranger: User, access: str
) -> None:
    Course.objects.update(access=access)
    take = take_of(guest, shared)

    seen = {
        user.first_name: page(user, take.get_absolute_url()).status_code
        for user in (guest, classmate, stranger, teacher)
    }
    assert list(seen.values()) == [200, 404, 404, 200]
    assert not rules.may_watch_asset(classmate, take.asset)
    assert take not in Take.objects.visible_to(classmate)


def test_a_member_who_waits_is_as_unseen_as_a_guest(
    shared: Any, stranger: User, classmate: User
) -> None:
    Course.objects.update(access=CourseAccess.MEMBERS)
    classes.wait_in(person=stranger, course=shared.course)
    assert take_of(stranger, shared) not in Take.objects.visible_to(classmate)


def test_who_waits_reads_feedback_and_talks_about_their_own_take(
    guest: User, shared: Any, teacher: User, classmate: User
) -> None:
    take = take_of(guest, shared)
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="A longer bow")
    release_feedback(actor=teacher, feedback=feedback)
    start_thread(actor=guest, take=take, text="How long?")

    html = page(guest, take.get_absolute_url()).content.decode()
    assert "A longer bow" in html
    assert "How long?" in html
    assert page(classmate, take.get_absolute_url()).status_code == 404


def test_let_in_they_are_one_of_the_class(
    guest: User, shared: Any, teacher: User, classmate: User
) -> None:
    theirs, mine = take_of(classmate, shared), take_of(guest, shared)
    assert classes.admit(actor=teacher, enrolment=place_of(guest))

    assert set(Take.objects.visible_to(guest)) == {theirs, mine}
    assert set(Take.objects.visible_to(classmate)) == {theirs, mine}
    guest.refresh_from_db()
    assert not guest.is_guest
    assert not classes.admit(actor=teacher, enrolment=place_of(guest)), "once is enough"


def test_declined_they_keep_their_takes_and_nothing_else(
    guest: User, shared: Any, teacher: User, classmate: User
) -> None:
    take = take_of(guest, shared)
    assert classes.decline(actor=teacher, enrolment=place_of(guest))

    assert page(guest, take.get_absolute_url()).status_code == 200
    assert page(guest, shared.url).status_code == 404
    assert page(classmate, take.get_absolute_url()).status_code == 404
    assert page(teacher, take.get_absolute_url()).status_code == 200


def test_nobody_is_declined_once_they_are_in(student: User, course: Course, teacher: User) -> None:
    assert not classes.decline(actor=teacher, enrolment=place_of(student))
    assert Enrolment.objects.filter(user=student).exists()


def test_only_the_courses_teachers_decide(
    guest: User, other_teacher: User, student: User, editor: User
) -> None:
    for user in (other_teacher, student, guest):
        for service in (classes.admit, classes.decline):
            with pytest.raises(Exception, match="Only the teachers"):
                service(actor=user, enrolment=place_of(guest))
    assert classes.admit(actor=editor, enrolment=place_of(guest))


def test_adding_somebody_who_waits_lets_them_in(guest: User, course: Course, teacher: User) -> None:
    assert len(classes.enrol(actor=teacher, course=course, people=[guest])) == 1
    assert not place_of(guest).is_waiting
    assert classes.enrol(actor=teacher, course=course, people=[guest]) == []


def test_a_guest_opens_no_course_for_members(guest: User, teacher: User, stranger: User) -> None:
    """Anybody may come by a link; "everyone with an account" meant people who were let in."""
    other = factories.CourseFactory(access=CourseAccess.MEMBERS, owner=teacher)
    assert page(stranger, other.url).status_code == 200
    assert page(guest, other.url).status_code == 404
    assert other not in Course.objects.visible_to(guest)

    classes.admit(actor=teacher, enrolment=place_of(guest))
    assert page(guest, other.url).status_code == 200


def test_a_guest_is_no_member_after_being_declined(guest: User, teacher: User) -> None:
    other = factories.CourseFactory(access=CourseAccess.MEMBERS, owner=teacher)
    classes.decline(actor=teacher, enrolment=place_of(guest))
    assert page(guest, other.url).status_code == 404


def test_the_api_says_the_same(guest: User, shared: Any, student: User) -> None:
    take, mine = take_of(student, shared), take_of(guest, shared)
    listed = page(guest, "/api/v1/clips/").json()["results"]
    assert [row["id"] for row in listed] == [str(mine.pk)]
    assert page(guest, f"/api/v1/clips/{take.pk}/").status_code == 404
    exercises = page(guest, "/api/v1/exercises/").json()["results"]
    assert {row["id"] for row in exercises} == {
        str(uid) for uid in Exercise.objects.values_list("uid", flat=True)
    }


def test_classes_are_counted_without_those_at_the_door(
    guest: User, course: Course, student: User, classmate: User, teacher: User
) -> None:
    client = Client()
    client.force_login(teacher)
    [row] = client.get("/admin/course-list/").context["object_list"]
    admitted = Enrolment.objects.admitted().count()
    assert row.student_count == admitted == Enrolment.objects.count() - 1


def test_longest_waiting_first(guest: User, course: Course, stranger: User) -> None:
    classes.wait_in(person=stranger, course=course)
    now = timezone.now()
    Enrolment.objects.filter(user=stranger).update(waits_since=now.replace(year=2020))
    assert [one.user for one in Enrolment.objects.waiting()] == [stranger, guest]
