"""An admin creates accounts, gives roles, and lets people choose their password."""

import re
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.erasure import erase_person
from accounts.last_admin import admins
from accounts.models import User
from accounts.roles import Role
from core.errors import Refusal
from tests import factories
from tests.at_once import at_once
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = "wagtailusers_users:add"
PASSWORD = "seven calm owls"


def fields(*roles: Role, **values: Any) -> dict[str, Any]:
    groups = Group.objects.filter(name__in=[role.value for role in roles])
    names = {"email": "nora@example.org", "first_name": "Nora", "last_name": ""}
    return {**names, "groups": [group.pk for group in groups], **values}


@pytest.fixture
def as_admin(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_a_teacher_created_with_a_password_logs_in_by_e_mail(as_admin: Client) -> None:
    words = {"email": "Nora@Example.org", "password1": PASSWORD, "password2": PASSWORD}
    as_admin.post(reverse(NEW), fields(Role.TEACHER, **words))

    nora = User.objects.get(email="nora@example.org")
    assert nora.role_names == {Role.TEACHER.value}
    assert mail.outbox == []
    browser = Client()
    browser.post(reverse("account_login"), {"login": "nora@example.org", "password": PASSWORD})
    assert browser.get("/admin/").status_code == 200


def test_the_link_that_is_sent_sets_the_first_password(as_admin: Client) -> None:
    as_admin.post(reverse(NEW), fields(Role.STUDENT, send_link="on"))

    assert not User.objects.get(email="nora@example.org").has_usable_password()
    [message] = mail.outbox
    assert message.to == ["nora@example.org"]
    [link] = re.findall(r"http://\S+", message.body)
    browser = Client()
    page = browser.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    browser.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(email="nora@example.org").check_password(PASSWORD)


def test_an_account_needs_a_password_or_a_link_and_a_role(as_admin: Client) -> None:
    response = as_admin.post(reverse(NEW), fields())
    assert set(errors(response)) == {"groups", "password1"}


def test_one_mailbox_is_one_person(as_admin: Client, student: User) -> None:
    again = fields(Role.STUDENT, email=student.email.upper(), send_link="on")
    response = as_admin.post(reverse(NEW), again)
    assert errors(response) == {"email": ["Someone already has an account with this address."]}


def test_an_admin_cannot_create_a_superuser(as_admin: Client) -> None:
    as_admin.post(reverse(NEW), fields(Role.ADMIN, send_link="on", is_superuser="on"))
    assert not User.objects.get(email="nora@example.org").is_superuser


def test_an_admin_cannot_edit_a_superuser(as_admin: Client) -> None:
    owner = UserFactory(is_superuser=True)
    url = reverse("wagtailusers_users:edit", args=[owner.pk])
    as_admin.post(url, fields(Role.STUDENT, email="taken@example.org"))
    owner.refresh_from_db()
    assert owner.email != "taken@example.org"


def test_a_replaced_address_gives_no_access(as_admin: Client, student: User) -> None:
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    url = reverse("wagtailusers_users:edit", args=[student.pk])
    as_admin.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    as_admin.post(url, fields(Role.STUDENT, is_active="on"))
    student.refresh_from_db()
    assert student.email == "nora@example.org"
    assert not EmailAddress.objects.filter(user=student).exclude(email=student.email).exists()


def test_the_account_stays_when_its_mail_cannot_be_sent(
    as_admin: Client, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = as_admin.post(reverse(NEW), fields(Role.STUDENT, send_link="on"), follow=True)
    assert "could not be sent" in response.content.decode()
    assert User.objects.filter(email="nora@example.org").exists()


def test_a_teacher_finds_no_people(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    assert client.get(reverse("wagtailusers_users:index")).status_code in (302, 403)
    assert client.post(reverse(NEW), fields(Role.ADMIN, send_link="on")).status_code in (302, 403)
    assert not User.objects.filter(email="nora@example.org").exists()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_number_of_queries(
    as_admin: Client, more: int, django_assert_max_num_queries: Any
) -> None:
    for one in UserFactory.create_batch(1 + more):
        one.groups.set(Group.objects.filter(name=Role.STUDENT.value))
    with django_assert_max_num_queries(18):
        as_admin.get(reverse("wagtailusers_users:index"))


def change(as_admin: Client, person: User, *roles: Role, **values: Any) -> Any:
    names = {"email": person.email, "first_name": person.first_name, "is_active": "on"}
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    return as_admin.post(url, fields(*roles, **names) | values)


def test_the_last_admin_can_not_step_down(as_admin: Client, admin: User, teacher: User) -> None:
    refused = change(as_admin, admin, Role.TEACHER)
    assert "Nobody else manages this portal." in str(errors(refused))
    change(as_admin, admin, Role.ADMIN, is_active="")
    admin = User.objects.get(pk=admin.pk)
    assert (admin.is_active, admin.has_role(Role.ADMIN)) == (True, True)

    change(as_admin, teacher, Role.ADMIN)
    change(as_admin, admin, Role.TEACHER)
    assert not User.objects.get(pk=admin.pk).has_role(Role.ADMIN)


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_demote_each_other_at_once_one_stays(admin: User) -> None:
    other = factories.UserFactory(email="second@school.example")
    other.groups.add(Group.objects.get(name=Role.ADMIN.value))
    pairs = [(Client(), admin, other), (Client(), other, admin)]
    for client, person, _other in pairs:
        client.force_login(person)
    at_once(*(partial(change, client, them, Role.TEACHER) for client, _me, them in pairs))
    assert admins().count() == 1


def test_the_last_admin_is_not_erased(admin: User) -> None:
    outside = factories.UserFactory(is_active=False, is_superuser=True)
    with pytest.raises(Refusal) as refused:
        erase_person(actor=outside, person=admin)
    assert refused.value.code == "last_admin"


@pytest.mark.parametrize("role", Role)
def test_groups_that_are_roles_keep_their_names(as_admin: Client, role: Role) -> None:
    group = Group.objects.get(name=role.value)
    as_admin.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    answer = as_admin.post(reverse("wagtailusers_groups:edit", args=[group.pk]), {"name": "Others"})
    assert "its name stays" in answer.content.decode()
    assert Group.objects.filter(pk=group.pk, name=role.value).exists()
