"""A new address or password needs the old password, and the old mailbox is notified."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

NEW = "sena.new@example.org"
OWLS = "seven calm owls"
AGAIN = "account_reauthenticate"


@pytest.fixture
def as_student(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


def ask(client: Client, address: str = NEW) -> Any:
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def confirm(link_in: Any, client: Client) -> None:
    [link] = [one for one in re.findall(r"https?://\S+", link_in.body) if "confirm" in one]
    client.post(link)


def test_another_address_needs_the_password(as_student: Client, student: User) -> None:
    answer = ask(as_student)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse(AGAIN))
    assert not EmailAddress.objects.filter(email=NEW).exists()
    assert mail.outbox == []

    wrong = as_student.post(answer["Location"], {"password": "wrong"})
    assert wrong.status_code == 200
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_the_old_mailbox_is_notified(as_student: Client, student: User) -> None:
    old = student.email
    as_student.post(ask(as_student)["Location"], {"password": PASSWORD, "next": "/account/email/"})
    assert [one.to for one in mail.outbox] == [[NEW]]

    confirm(mail.outbox[0], as_student)

    student.refresh_from_db()
    assert student.email == NEW
    assert [one.to for one in mail.outbox[1:]] == [[old]]
    assert NEW in mail.outbox[1].body


def test_a_log_in_of_before_is_not_enough(student: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": student.email, "password": PASSWORD})
    assert ask(client)["Location"].startswith(reverse(AGAIN))


def test_after_a_changed_password_the_link_is_dead(as_student: Client, student: User) -> None:
    as_student.post(ask(as_student)["Location"], {"password": PASSWORD, "next": "/account/email/"})
    student.set_password(OWLS)
    student.save()

    confirm(mail.outbox[0], Client())

    student.refresh_from_db()
    assert student.email != NEW


@pytest.mark.parametrize("verb", ["action_remove", "action_primary"])
def test_no_other_verb_changes_an_address_without_it(
    as_student: Client, student: User, verb: str
) -> None:
    old = student.email
    EmailAddress.objects.create(user=student, email=old, verified=True, primary=True)
    EmailAddress.objects.create(user=student, email=NEW, verified=verb == "action_primary")
    before = set(EmailAddress.objects.values_list("email", "primary"))

    as_student.post(reverse("account_email"), {"email": NEW, verb: ""})

    student.refresh_from_db()
    assert student.email == old
    if verb == "action_remove":
        assert set(EmailAddress.objects.values_list("email", "primary")) == before


def test_a_changed_password_is_notified(as_student: Client, student: User) -> None:
    words = {
        "oldpassword": PASSWORD,
        "password1": OWLS,
        "password2": OWLS,
    }
    as_student.post(reverse("account_change_password"), words)
    assert [one.to for one in mail.outbox] == [[student.email]]


def test_a_password_needs_the_old_one(as_student: Client, student: User) -> None:
    words = {"oldpassword": "wrong", "password1": OWLS, "password2": OWLS}
    as_student.post(reverse("account_change_password"), words)
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


def test_a_password_reset_by_link_is_notified(student: User) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": student.email})
    [link] = re.findall(r"https?://\S+", mail.outbox[0].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": OWLS, "password2": OWLS})
    assert [one.to for one in mail.outbox[1:]] == [[student.email]]


def people_form(person: User, **values: Any) -> dict[str, Any]:
    form = {"email": person.email, "first_name": person.first_name, "last_name": ""}
    roles = [group.pk for group in person.groups.all()]
    return {**form, "is_active": "on", "groups": roles, **values}


@pytest.mark.parametrize("values", [{"email": NEW}, {"password1": OWLS, "password2": OWLS}])
def test_an_admin_is_asked_too_and_the_old_mailbox_notified(
    client: Client, admin: User, student: User, values: dict[str, str]
) -> None:
    client.force_login(admin)
    old, url = student.email, reverse("wagtailusers_users:edit", args=[student.pk])

    answer = client.post(url, people_form(student, **values))

    assert answer["Location"].startswith(reverse(AGAIN))
    student.refresh_from_db()
    assert student.email == old
    assert student.check_password(PASSWORD)

    client.post(answer["Location"], {"password": PASSWORD, "next": url})

    student.refresh_from_db()
    assert student.email == values.get("email", old)
    assert student.check_password(values.get("password1", PASSWORD))
    assert [one.to for one in mail.outbox] == [[old]]
    assert values.get("email", "new password") in mail.outbox[0].body


def test_an_admin_is_not_asked_for_a_name(client: Client, admin: User, student: User) -> None:
    client.force_login(admin)
    url = reverse("wagtailusers_users:edit", args=[student.pk])
    client.post(url, people_form(student, first_name="Sena"))
    student.refresh_from_db()
    assert student.first_name == "Sena"
    assert mail.outbox == []


def test_wagtails_own_account_page_changes_neither(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    form = client.get("/admin/account/").text
    client.post("/admin/account/", {"name_email-email": NEW, "password-new_password1": "x" * 12})
    teacher.refresh_from_db()
    assert teacher.email != NEW
    assert teacher.check_password(PASSWORD)
    assert "new_password" not in form
    assert 'name="name_email-email"' not in form
