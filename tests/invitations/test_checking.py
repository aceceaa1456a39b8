"""What inviting a list would do, line by line."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from courses.models import Course
from invitations.checking import Check, Defaults, Outcome
from invitations.guest_list import lines_of
from invitations.models import Cohort, InvitationRules
from tests import factories
from tests.invitations.conftest import invite

pytestmark = pytest.mark.django_db


def outcomes(actor: User, text: str, **defaults: Any) -> list[str]:
    check = Check(actor, lines_of(text), Defaults(**defaults))
    return [one.outcome.value for one in check.lines]


def trouble(actor: User, text: str, **defaults: Any) -> str:
    (line,) = Check(actor, lines_of(text), Defaults(**defaults)).lines
    assert line.outcome == Outcome.INVALID
    return line.trouble


def test_each_line_says_what_becomes_of_it(
    admin: User, course: Course, student: User, stranger: User
) -> None:
    invite(admin, email="bob@x.org")
    text = f"new@x.org\nNEW@X.ORG\nbob@x.org\n{student.email}\n{stranger.email}\nnobody"

    assert outcomes(admin, text, courses=[course]) == [
        Outcome.NEW,
        Outcome.DUPLICATE,
        Outcome.INVITED,
        Outcome.MEMBER,
        Outcome.JOINS,
        Outcome.INVALID,
    ]


def test_a_table_chooses_role_cohort_and_course(admin: User, course: Course) -> None:
    cohort = Cohort.objects.create(name="Autumn")
    text = f"email;role;cohort;course\nada@x.org;Teacher;autumn;{course.title.upper()}"
    (line,) = Check(admin, lines_of(text), Defaults()).lines

    assert line.guest is not None
    assert line.guest.role == Role.TEACHER
    assert line.guest.cohort == cohort
    assert line.guest.courses == [course]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("email;role\nada@x.org;Emperor", "Emperor"),
        ("email;cohort\nada@x.org;Winter", "Winter"),
        ("email;course\nada@x.org;Tuba", "Tuba"),
        ('email;name\nada@x.org;"=HYPERLINK(1)"', "formula"),
        ("email;name\nada@x.org;Ada ✓", "✓"),
    ],
)
def test_what_can_not_be_is_said(admin: User, text: str, words: str) -> None:
    assert words in trouble(admin, text)


def test_an_account_that_may_not_log_in_is_not_asked_to_join(admin: User, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    assert "may not log in" in trouble(admin, stranger.email)


def test_two_courses_of_one_name_are_told_apart_by_hand(admin: User, course: Course) -> None:
    factories.CourseFactory(title=course.title)
    text = f"email;course\nada@x.org;{course.title}"
    assert "More than one" in trouble(admin, text)


def test_teachers_give_their_own_courses_and_no_other_role(
    teacher: User, course: Course, other_teacher: User
) -> None:
    rules = InvitationRules.load()
    rules.teachers_may_invite = True
    rules.save()
    theirs = factories.CourseFactory(title="Tuba", owner=other_teacher)

    assert outcomes(teacher, "ada@x.org", courses=[course]) == [Outcome.NEW]
    assert "Choose" in trouble(teacher, "ada@x.org")
    assert "Teacher" in trouble(teacher, "email;role\nada@x.org;Teacher", courses=[course])
    assert theirs.title in trouble(teacher, f"email;course\nada@x.org;{theirs.title}")


def test_a_long_list_needs_no_more_queries(admin: User, course: Course) -> None:
    def queries(count: int) -> int:
        text = "\n".join(f"person{number}@x.org" for number in range(count))
        with CaptureQueriesContext(connection) as found:
            assert len(Check(admin, lines_of(text), Defaults(courses=[course])).guests) == count
        return len(found)

    assert queries(2) > 0  # the actor's roles are read once
    assert queries(1) == queries(300)
