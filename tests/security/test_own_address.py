"""Links in mail point to the portal, whatever host the request claimed."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from accounts.models import User
from accounts.roles import Role
from courses.apps import name_site
from tests import factories

pytestmark = pytest.mark.django_db

HOME = "https://learn.example"
FORGED = ["evil.example", "evil.example:8443", "learn.example.evil.example", "127.0.0.1:1"]


@pytest.fixture(autouse=True)
def home(settings: Any) -> None:
    settings.BASE_URL = HOME
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture(params=FORGED)
def forged(request: pytest.FixtureRequest) -> dict[str, str]:
    host = request.param
    return {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}


def check_mails(*, links: int) -> None:
    assert mail.outbox
    found = 0
    for letter in mail.outbox:
        texts = [
            letter.subject,
            letter.body,
            *(part[0] for part in getattr(letter, "alternatives", [])),
        ]
        assert not [text for text in texts if "evil" in text or "//127.0.0.1" in text]
        for address in re.findall(r"https?://\S+", " ".join(texts)):
            assert address.startswith(f"{HOME}/")
            found += 1
        assert letter.subject.startswith("[Practika] ")
    assert found >= links


def test_a_link_to_choose_a_password(client: Client, student: User, forged: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": student.email}, headers=forged)
    check_mails(links=1)


def test_the_mail_to_an_unknown_address(client: Client, forged: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": "x@example.com"}, headers=forged)
    check_mails(links=0)


def test_a_link_to_another_address(client: Client, student: User, forged: Any) -> None:
    client.force_login(student)
    password = {"password": factories.PASSWORD}
    client.post(reverse("account_reauthenticate"), password, headers=forged)
    sent = {"email": "new@example.com", "action_add": ""}
    client.post(reverse("account_email"), sent, headers=forged)
    assert any("new@example.com" in letter.to for letter in mail.outbox)
    check_mails(links=1)


def test_a_changed_password(client: Client, student: User, forged: Any) -> None:
    client.force_login(student)
    sent = {
        "oldpassword": factories.PASSWORD,
        "password1": "new-pass-9876",
        "password2": "new-pass-9876",
    }
    client.post(reverse("account_change_password"), sent, headers=forged)
    check_mails(links=0)


def test_a_link_for_a_person_who_was_added(client: Client, admin: User, forged: Any) -> None:
    client.force_login(admin)
    sent = {"email": "fresh@example.com", "first_name": "Fresh", "last_name": "", "send_link": "on"}
    sent["groups"] = str(Group.objects.get(name=Role.STUDENT.value).pk)
    client.post(reverse("wagtailusers_users:add"), sent, headers=forged)
    assert User.objects.filter(email="fresh@example.com").exists()
    check_mails(links=1)


def test_the_site_has_the_portal_s_name() -> None:
    Site.objects.filter(is_default_site=True).update(hostname="localhost", port=80)
    name_site()

    assert Site.objects.get(is_default_site=True).root_url == HOME


def test_a_renamed_site_keeps_its_name() -> None:
    Site.objects.filter(is_default_site=True).update(hostname="other.example", port=443)
    name_site()

    assert Site.objects.get(is_default_site=True).root_url == "https://other.example"
