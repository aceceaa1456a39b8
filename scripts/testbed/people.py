"""Who asks, and for what: people, tokens, sessions and an empty course. Needs Django."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from knox.models import get_token_model

from accounts.models import User
from accounts.roles import Role
from courses.models import Course, CourseIndexPage, Enrolment, Exercise, Lesson, Module

EMPTY = "An empty course"


def a_student() -> User:
    return a_person("bench@example.com", Role.STUDENT)


def a_classmate(number: int) -> User:
    """One more student of the empty course."""
    person = a_person(f"bench-{number}@example.com", Role.STUDENT)
    Enrolment.objects.get_or_create(course=an_exercise().course, user=person)
    return person


def an_exercise() -> Exercise:
    """Of a course with one page of each kind and nothing on them, open to `a_student`."""
    found = Exercise.objects.filter(title=EMPTY).first()
    return found or _empty_course()


def empty_lesson() -> Lesson:
    lesson: Lesson = an_exercise().get_parent().specific
    return lesson


def token_for(user: User) -> str:
    _row, token = get_token_model().objects.create(user=user, expiry=timedelta(hours=1))
    return str(token)


def session_cookie(user: User) -> dict[str, str]:
    """What a browser carries after this person logged in."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key}


def a_person(email: str, role: Role) -> User:
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, None, first_name="Bench")
        person.groups.add(Group.objects.get(name=role.value))
    return person


def _empty_course() -> Exercise:
    owner = a_person("bench-owner@example.com", Role.TEACHER)
    above: Any = CourseIndexPage.objects.get()
    for model in (Course, Module, Lesson, Exercise):
        page = above.add_child(instance=model(title=EMPTY, owner=owner))
        page.save_revision().publish()
        if model is Course:
            Enrolment.objects.create(course=page, user=a_student())
        above = page
    exercise: Exercise = above
    return exercise
