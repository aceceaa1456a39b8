"""From an admin's list to a stranger's first take: invite, mail, sign-up, welcome, hand in."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from events.mail import send_due
from invitations.models import Invitation, InvitationState
from practice.models import Take
from scripts.common.waiting import eventually
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}


def fits(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return not wider


def troubles(page: Page) -> list[Any]:
    return [*hindrances(page), *([] if fits(page) else ["scrolls sideways"])]


@pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True)
def test_invite_mail_sign_up_welcome_first_take(
    page: Page, login: Login, admin: User, exercise: Any, real_video: Path
) -> None:
    course = exercise.course
    login(page, admin).goto(reverse("wagtailsnippets_invitations_invitation:add"))
    page.get_by_label("Whom do you want to invite?").fill("Nora Lind <nora@example.org>\nnobody")
    page.get_by_label(course.title).check()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("There is no e-mail address in this line.")).to_be_visible()
    assert [one for one in troubles(page) if "sidebar" not in one] == []  # Wagtail's own
    page.get_by_role("button", name="Invite 1 person").click()
    expect(page.get_by_text("1 invitation is on its way.")).to_be_visible()
    assert fits(page)

    send_due()
    (found,) = re.findall(r"https?://[^/\s]+(/invitations/\S+)", mail.outbox[-1].body)
    page.context.clear_cookies()
    page.goto(found)
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("main").get_by_role("link", name="Create your account").click()
    expect(page.get_by_label("First name")).to_have_value("Nora")
    assert troubles(page) == []
    page.get_by_label("Password").fill("seven calm owls")
    page.get_by_role("button", name="Create your account").click()

    expect(page.get_by_role("heading", name="Welcome, Nora")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("link", name="Next").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=course.title)).to_be_visible()
    page.get_by_role("link", name=exercise.title).click()
    page.set_input_files("take-uploader input[type=file]", real_video)

    eventually(lambda: Take.objects.filter(student__email="nora@example.org").exists(), seconds=30)
    assert Invitation.objects.get().state == InvitationState.ACCEPTED
