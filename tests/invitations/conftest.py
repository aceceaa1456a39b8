"""An invitation to the course, and how an invited person's browser gets through the door."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from courses.models import Course
from events.mail import send_due
from invitations import class_links, services
from invitations.models import ClassLink, Invitation, InvitationRules
from invitations.services import Guest

PASSWORD = "seven calm owls"
GUEST = "nora@example.org"


def invite(actor: User, *courses: Course, email: str = GUEST, **values: Any) -> Invitation:
    (invitation,) = services.invite(
        actor=actor, guests=[Guest(email=email, courses=courses, **values)]
    )
    return invitation


def link_in(message: Any) -> str:
    """Without the host, for Django's client."""
    found = re.search(r"https?://[^/\s]+(/invitations/\S+)", message.body)
    assert found, message.body
    return found[1]


def mailed_link() -> str:
    """Sends what is due; the link of the last mail."""
    send_due()
    return link_in(mail.outbox[-1])


def sign_up(browser: Client, link: str, **values: Any) -> Any:
    browser.get(link)
    fields = {"first_name": "Nora", "last_name": "Lind", "password1": PASSWORD}
    return browser.post("/account/signup/", fields | values)


@pytest.fixture
def invitation(admin: User, course: Course) -> Invitation:
    return invite(admin, course)


@pytest.fixture
def link(teacher: User, exercise: Any) -> ClassLink:
    """To the exercise, with the door open."""
    InvitationRules.objects.update_or_create(defaults={"class_links": True})
    return class_links.make_link(actor=teacher, course=exercise.course, exercise=exercise)
