"""A changed password, role or right to log in ends sessions, tokens and unconfirmed addresses."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from knox.models import get_token_model

from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD, UserFactory

NEW = "seven calm owls"


def group(role: Role) -> Group:
    return Group.objects.get(name=role.value)


def logged_in(person: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def token_of(person: User) -> str:
    answer = Client().post(
        "/api/v1/auth/token/",
        {"email": person.email, "password": PASSWORD},
        content_type="application/json",
    )
    return str(answer.json()["token"])


def opens(token: str) -> bool:
    answer = Client().get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"Token {token}")
    return answer.status_code == 200


def people_form(person: User, **values: Any) -> dict[str, Any]:
    return {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "is_active": "on",
        "groups": [one.pk for one in person.groups.all()],
        **values,
    }


def by_admin(person: User, **values: Any) -> None:
    admin = UserFactory()
    admin.groups.add(group(Role.ADMIN))
    client = logged_in(admin)
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    answer = client.post(url, people_form(person, **values), follow=True)
    if answer.request["PATH_INFO"] == reverse("account_reauthenticate"):
        form = {"password": PASSWORD, "next": url}
        answer = client.post(reverse("account_reauthenticate"), form, follow=True)
    assert b"is saved" in answer.content


def in_bulk(person: User, action: str, **values: Any) -> None:
    admin = UserFactory()
    admin.groups.add(group(Role.ADMIN))
    url = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    logged_in(admin).post(f"{url}?id={person.pk}&next=/admin/users/", values)


def by_link(person: User) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": person.email})
    [link] = re.findall(r"https?://\S+", mail.outbox[-1].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})


def in_a_shell(person: User) -> None:
    person.set_password(NEW)
    person.save()


def with_a_stale_copy(person: User) -> None:
    """Somebody else's copy, read before, puts the old password back."""
    stale = User.objects.get(pk=person.pk)
    in_a_shell(person)
    stale.save()


def of_one_field(person: User) -> None:
    person.password = make_password(NEW)
    person.save(update_fields=["password"])


def of_rows(person: User) -> None:
    User.objects.filter(pk=person.pk).update(password=make_password(NEW))


def of_rows_at_once(person: User) -> None:
    person.password = make_password(NEW)
    User.objects.bulk_update([person], ["password"])


def deactivated_and_back(person: User) -> None:
    for is_active in (False, True):
        User.objects.filter(pk=person.pk).update(is_active=is_active)


def saved_away_and_back(person: User) -> None:
    for is_active in (False, True):
        person.is_active = is_active
        person.save()


def out_of_a_role(person: User) -> None:
    group(Role.STUDENT).user_set.remove(person)


def by_command(person: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *args, **kwargs: NEW)
    call_command("changepassword", person.email, verbosity=0)


DOORS: dict[str, Callable[[User], Any]] = {
    "an admin's form": lambda one: by_admin(one, password1=NEW, password2=NEW),
    "the link in a mail": by_link,
    "a shell": in_a_shell,
    "a stale copy": with_a_stale_copy,
    "one field": of_one_field,
    "rows": of_rows,
    "bulk_update": of_rows_at_once,
    "deactivation, and back": deactivated_and_back,
    "deactivation in a shell, and back": saved_away_and_back,
    "deactivation in the admin": lambda one: by_admin(one, is_active=""),
    "deactivation in bulk": lambda one: in_bulk(one, "set_active_state", mark_as_active="False"),
    "a role in the admin": lambda one: by_admin(one, groups=[group(Role.TEACHER).pk]),
    "a role in bulk": lambda one: in_bulk(one, "assign_role", role=group(Role.TEACHER).pk),
    "a role more": lambda one: one.groups.add(group(Role.TEACHER)),
    "a role less": lambda one: one.groups.remove(group(Role.STUDENT)),
    "no roles": lambda one: one.groups.clear(),
    "taken out of a role": out_of_a_role,
    "an emptied role": lambda one: group(Role.STUDENT).user_set.clear(),
    "a role that is gone": lambda one: group(Role.STUDENT).delete(),
    "all rights": lambda one: User.objects.filter(pk=one.pk).update(is_superuser=True),
    "a right in person": lambda one: one.user_permissions.add(Permission.objects.first()),
}


@pytest.mark.parametrize("door", DOORS)
def test_what_let_a_person_in_ends(student: User, classmate: User, door: str) -> None:
    session, token = logged_in(student), token_of(student)
    others_session, others_token = logged_in(UserFactory()), token_of(UserFactory())
    assert opens(token)

    DOORS[door](User.objects.get(pk=student.pk))

    assert not is_in(session)
    assert not opens(token)
    assert not get_token_model().objects.filter(user=student).exists()
    assert is_in(others_session)
    assert opens(others_token)


def test_the_command_ends_it(student: User, monkeypatch: Any) -> None:
    session, token = logged_in(student), token_of(student)
    by_command(student, monkeypatch)
    assert not is_in(session)
    assert not opens(token)


def test_people_who_change_their_password_stay_logged_in_there(student: User) -> None:
    here, elsewhere, token = logged_in(student), logged_in(student), token_of(student)

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert is_in(here)
    assert not is_in(elsewhere)
    assert not opens(token)


def test_an_admin_who_changes_their_own_role_stays_logged_in(admin: User) -> None:
    here, elsewhere = logged_in(admin), logged_in(admin)
    roles = [group(Role.ADMIN).pk, group(Role.EDITOR).pk]

    here.post(reverse("wagtailusers_users:edit", args=[admin.pk]), people_form(admin, groups=roles))

    assert User.objects.get(pk=admin.pk).role_names == {"Admins", "Editors"}
    assert is_in(here)
    assert not is_in(elsewhere)


def test_an_unconfirmed_address_is_dropped_too(student: User) -> None:
    """It may have been requested by the person who is now locked out."""
    EmailAddress.objects.create(user=student, email=student.email, verified=False, primary=True)
    EmailAddress.objects.create(user=student, email="thief@example.com", verified=False)

    in_a_shell(student)

    left = EmailAddress.objects.filter(user=student).values_list("email", flat=True)
    assert list(left) == [student.email]


@pytest.mark.parametrize("save", ["all", "some", "rows", "same roles", "a log-in"])
def test_what_changes_nothing_ends_nothing(student: User, save: str) -> None:
    session, token = logged_in(student), token_of(student)
    one = User.objects.get(pk=student.pk)
    one.first_name = "Sena"
    if save == "all":
        one.save()
    elif save == "some":
        one.save(update_fields=["first_name", "is_active"])
    elif save == "rows":
        User.objects.filter(pk=one.pk).update(is_active=True, first_name="Sena")
    elif save == "same roles":
        one.groups.set([group(Role.STUDENT)])
        one.groups.add(group(Role.STUDENT))
        one.groups.remove(group(Role.TEACHER))
    else:
        logged_in(one)
    assert is_in(session)
    assert opens(token)


def test_a_copy_from_before_does_not_let_anybody_in_again(student: User) -> None:
    stale = User.objects.get(pk=student.pk)
    in_a_shell(student)
    session = Client()
    session.force_login(User.objects.get(pk=student.pk))
    stale.password = User.objects.get(pk=student.pk).password
    stale.first_name = "Sena"
    stale.save()
    assert is_in(session)


def test_a_token_is_not_given_for_a_password_that_has_just_changed(student: User) -> None:
    from portal.api.auth import _issue

    asked = User.objects.get(pk=student.pk)
    in_a_shell(student)
    assert _issue(asked) is None
    assert not get_token_model().objects.filter(user=student).exists()


def test_a_better_hash_of_the_same_password_ends_no_token(student: User, settings: Any) -> None:
    """At log-in, Django rehashes passwords that were hashed with an older method."""
    hashers = "django.contrib.auth.hashers"
    settings.PASSWORD_HASHERS = [f"{hashers}.MD5PasswordHasher", f"{hashers}.PBKDF2PasswordHasher"]
    token = token_of(student)
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=1)
    User._base_manager.filter(pk=student.pk).update(password=old)

    logged_in(student)

    assert User.objects.get(pk=student.pk).password != old
    assert opens(token)


def test_an_old_session_without_a_stamp_stays_valid(student: User) -> None:
    """Those of before this was kept: Django's own hash, as long as nothing changes."""
    plain = UserFactory()
    assert plain.access_stamp == ""
    session = logged_in(plain)
    assert is_in(session)
