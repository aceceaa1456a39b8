"""The e-mail address afterwards: a guest adds one, verifies it, and comes back with a password."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import send_password_link
from courses.models import Enrolment
from invitations import joining
from invitations.models import ClassLink
from tests.invitations.conftest import GUEST, PASSWORD

pytestmark = pytest.mark.django_db
NOTICE = "Add your e-mail address so that you can come back"


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    cache.clear()


@pytest.fixture
def guest(link: ClassLink) -> User:
    return joining.join_as_guest(link=link, name="Nora Lind")


@pytest.fixture
def as_guest(client: Client, guest: User) -> Client:
    client.force_login(guest)
    return client


def path_in(message: Any) -> str:
    found = re.search(r"https?://[^/\s]+(/account/\S+)", message.body)
    assert found, message.body
    return found[1]


def test_a_guest_adds_an_address_and_comes_back(
    as_guest: Client, guest: User, exercise: Any
) -> None:
    assert NOTICE in as_guest.get(exercise.url).content.decode()
    as_guest.post(reverse("account_email"), {"email": GUEST, "action_add": ""})
    [asked] = mail.outbox
    assert asked.to == [GUEST]
    guest.refresh_from_db()
    assert guest.address == "", "not before it is verified"

    as_guest.post(path_in(asked))
    guest.refresh_from_db()
    assert guest.email == GUEST
    assert list(EmailAddress.objects.filter(user=guest).values_list("email", "verified")) == [
        (GUEST, True)
    ]
    assert NOTICE not in as_guest.get(exercise.url).content.decode()

    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": GUEST})
    form = browser.get(path_in(mail.outbox[-1]), follow=True)
    twice = {"password1": PASSWORD, "password2": PASSWORD}
    chosen = browser.post(form.redirect_chain[-1][0], twice)
    assert chosen.status_code == 302
    again = Client()
    answer = again.post(reverse("account_login"), {"login": GUEST, "password": PASSWORD})
    assert answer.status_code == 302
    assert again.get(exercise.url).status_code == 200
    assert Enrolment.objects.get(user=guest).is_waiting, "an address lets nobody in"
    assert {to for message in mail.outbox for to in message.to} == {GUEST}


def test_nobody_takes_an_address_that_is_taken(
    as_guest: Client, guest: User, student: User
) -> None:
    as_guest.post(reverse("account_email"), {"email": student.email, "action_add": ""})
    for message in mail.outbox:
        as_guest.post(path_in(message))
    guest.refresh_from_db()
    assert guest.address == ""


def test_the_placeholder_is_shown_nowhere(
    as_guest: Client, guest: User, link: ClassLink, admin: User, exercise: Any
) -> None:
    own = (exercise.url, "/profile/", "/account/email/", "/practice/")
    for url in own:
        assert "guests.invalid" not in as_guest.get(url).content.decode(), url
    office = Client()
    office.force_login(admin)
    for url in (
        "/admin/users/",
        "/admin/class-list/",
        "/admin/find/?q=Nora",
        f"/admin/find/students/{guest.pk}/",
        f"/admin/users/edit/{guest.pk}/",
        f"/admin/users/delete/{guest.pk}/",
    ):
        page = office.get(url)
        assert page.status_code == 200, url
        assert "guests.invalid" not in page.content.decode(), url


def test_no_mail_goes_to_a_placeholder(as_guest: Client, guest: User, rf: Any) -> None:
    as_guest.post(reverse("account_reset_password"), {"email": guest.email})
    assert not send_password_link(request=rf.get("/"), person=guest)
    assert mail.outbox == []


def test_an_admin_saves_a_guest_and_may_enter_an_address(guest: User, admin: User) -> None:
    office = Client()
    office.force_login(admin)
    url = f"/admin/users/edit/{guest.pk}/"
    groups = list(guest.groups.values_list("pk", flat=True))
    kept = {"first_name": "Nora", "last_name": "L.", "groups": groups, "is_active": "on"}
    assert office.post(url, kept | {"email": ""}).status_code == 302
    before = guest.email
    guest.refresh_from_db()
    assert (guest.last_name, guest.email) == ("L.", before)


def test_an_admin_erases_a_guest_by_name(guest: User, admin: User) -> None:
    office = Client()
    office.force_login(admin)
    url = f"/admin/users/delete/{guest.pk}/"
    assert office.post(url, {"typed": "somebody"}).status_code == 200
    form = office.get(url).context["form"]
    (field,) = form.fields
    assert office.post(url, {field: "Nora Lind"}).status_code == 302
    assert not User.objects.filter(pk=guest.pk).exists()
    assert ClassLink.objects.get().taken == 1
