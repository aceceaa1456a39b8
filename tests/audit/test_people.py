"""Every security-related action leaves a row in Wagtail's log and a JSON line, with ids only."""

import json
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import Role
from audit.people import nobody
from tests.accounts.codes import code_of
from tests.audit.test_mirror import collector  # noqa: F401
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "seven calm owls"
LOGIN = {"path": "/account/login/"}


def actions(person: User) -> list[str]:
    rows = ModelLogEntry.objects.filter(object_id=str(person.pk)).order_by("pk")
    return [row.action.removeprefix("accounts.") for row in rows]


def last(person: User, action: str) -> ModelLogEntry:
    rows = ModelLogEntry.objects.filter(object_id=str(person.pk), action=f"accounts.{action}")
    found = rows.order_by("-pk").first()
    assert found is not None, actions(person)
    return found


def log_in(person: User | str, password: str = PASSWORD, client: Any = None) -> Client:
    browser = client or Client()
    address = person if isinstance(person, str) else person.email
    browser.post("/account/login/", {"login": address, "password": password})
    return browser


def token(person: User, password: str = PASSWORD) -> Any:
    body = {"email": person.email, "password": password}
    return Client().post("/api/v1/auth/token/", body, content_type="application/json")


def test_coming_and_going(student: User) -> None:
    client = log_in(student)
    assert last(student, "logged_in").user == student
    client.post("/account/logout/")
    assert last(student, "logged_out").user == student


def test_wrong_log_ins_and_the_lock(student: User) -> None:
    for _ in range(7):
        log_in(student, "wrong")
    assert actions(student).count("login_failed") == 5
    assert actions(student).count("locked_out") == 1
    assert last(student, "login_failed").user is None


def test_failed_log_ins_with_unknown_addresses(student: User) -> None:
    for _ in range(7):
        log_in("Nobody@Secret.example", "wrong")
    rows = ModelLogEntry.objects.filter(object_id=str(nobody("nobody@secret.example")))
    found = [row.action for row in rows.order_by("pk")]
    assert found == ["accounts.login_failed"] * 5 + ["accounts.locked_out"]


def test_failed_log_ins_through_the_api(student: User) -> None:
    token(student, "wrong")
    key = token(student).json()["token"]
    Client().post("/api/v1/auth/token/revoke/", headers={"Authorization": f"Token {key}"})
    assert actions(student)[-3:] == ["login_failed", "token_issued", "token_revoked"]
    Client().get("/api/v1/auth/me/", headers={"Authorization": f"Token {key}"})
    refused = ModelLogEntry.objects.filter(action="accounts.token_refused")
    assert refused.count() == 1


def test_a_password_by_link(student: User) -> None:
    token(student)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": student.email})
    assert last(student, "reset_requested").user is None
    [link] = re.findall(r"https?://\S+", mail.outbox[-1].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert {"password_changed", "password_reset", "tokens_ended"} <= set(actions(student))
    assert last(student, "password_reset").user == student


def test_a_link_requested_for_an_unknown_address(db: None) -> None:
    Client().post(reverse("account_reset_password"), {"email": "nobody@secret.example"})
    rows = ModelLogEntry.objects.filter(action="accounts.reset_requested")
    assert [row.object_id for row in rows] == [str(nobody("nobody@secret.example"))]


def test_ones_own_password_and_address(student: User) -> None:
    client = log_in(student)
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), words)
    assert last(student, "password_changed").user == student

    client.post(reverse("account_reauthenticate"), {"password": NEW})
    client.post(reverse("account_email"), {"email": "sena@example.org", "action_add": ""})
    assert last(student, "address_asked_for").user == student
    link = re.search(r"https?://\S+confirm\S+", mail.outbox[-1].body)
    assert link is not None
    client.post(link.group())
    assert last(student, "address_changed").user == student


def test_what_an_admin_does(student: User, admin: User) -> None:
    client = log_in(admin)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    url = reverse("wagtailusers_users:edit", args=[student.pk])
    teachers = Group.objects.get(name=Role.TEACHER.value)
    form = {
        "email": "sena@example.org",
        "first_name": "Sena",
        "last_name": "",
        "groups": [teachers.pk],
        "password1": NEW,
        "password2": NEW,
    }
    client.post(url, form)
    for action in ("address_changed", "password_changed", "deactivated"):
        assert last(student, action).user == admin
    assert last(student, "roles_added").data == {"roles": ["Teachers"]}
    assert last(student, "roles_removed").data == {"roles": ["Students"]}
    client.post(url, form | {"is_active": "on", "password1": "", "password2": ""})
    assert last(student, "reactivated").user == admin


def test_shells_and_commands_leave_rows_too(student: User) -> None:
    before = len(actions(student))
    student.set_password(NEW)
    student.save()
    User.objects.filter(pk=student.pk).update(is_active=False, is_superuser=True)
    assert actions(student)[before:] == ["password_changed", "deactivated", "everything_given"]


def test_what_is_refused(student: User, teacher: User) -> None:
    client = log_in(student)
    for _ in range(3):
        client.get("/admin/")
    assert actions(student).count("refused") == 1
    assert last(student, "refused").data == {"path": "/admin/", "method": "GET"}

    log_in(teacher).get("/admin/users/")
    assert last(teacher, "refused").data["path"] == "/admin/users/"


def test_no_name_address_or_password_is_written(
    student: User,
    admin: User,
    collector: Any,  # noqa: F811
) -> None:
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    test_ones_own_password_and_address(student)
    log_in("secret.person@example.net", "my-secret-password")
    log_in(student, "my-secret-password")
    student.refresh_from_db()

    assert collector.lines
    rows = ModelLogEntry.objects.filter(action__startswith="accounts.")
    told = json.dumps(collector.lines) + json.dumps(list(rows.values_list("label", "data")))
    for word in ("example.com", "example.org", "secret", "sena", NEW, "Student@", "student@"):
        assert word not in told
    assert len(collector.lines) == rows.filter(pk__gt=0).count() - _made_before(student, admin)


def _made_before(*people: User) -> int:
    """The roles that the fixtures gave, before lines were collected."""
    return ModelLogEntry.objects.filter(
        object_id__in=[str(one.pk) for one in people], action="accounts.roles_added"
    ).count()


def test_the_history_is_worded(student: User, admin: User) -> None:
    for _ in range(6):
        log_in(student, "wrong")
    log_in("nobody@secret.example", "wrong")
    client = log_in(admin)
    client.get("/admin/")
    own = client.get(reverse("wagtailusers_users:history", args=[student.pk])).text
    assert "A log-in failed: the password was wrong" in own
    assert "Too many failed log-ins" in own
    assert "Role given: Students" in own
    everything = client.get("/admin/reports/site-history/").text
    assert "A log-in failed: no account has this address" in everything
    assert "secret.example" not in everything


def test_a_second_step_and_where_one_is_logged_in(student: User) -> None:
    client, elsewhere = log_in(student), log_in(student)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = "/account/two-step/totp/activate/"
    secret = client.get(page).context["form"].secret
    client.post(page, {"code": code_of(secret)})
    client.post("/account/two-step/recovery-codes/generate/")
    thief = log_in(student)
    thief.post("/account/two-step/authenticate/", {"code": "000"})
    client.post("/account/two-step/totp/deactivate/")
    rows = client.get("/account/sessions/").context["rows"]
    [other] = [row["session"].pk for row in rows if not row["is_here"]]
    client.post(f"/account/sessions/{other}/end/")
    client.post("/account/sessions/end/")

    assert elsewhere.get("/profile/").status_code == 302
    wanted = ["second_step_added", "recovery_codes_made", "second_step_failed"]
    wanted += ["second_step_removed", "session_ended", "ended_everywhere"]
    assert [one for one in actions(student) if one in wanted] == wanted
    assert last(student, "second_step_failed").user is None
    assert last(student, "ended_everywhere").user == student
