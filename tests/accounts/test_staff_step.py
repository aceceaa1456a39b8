"""Staff who have to set up a second step: reminded first, then led to its page."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Profile, User
from accounts.roles import Role
from tests.accounts.codes import recovery_codes, with_app
from tests.accounts.test_access import group, people_form
from tests.factories import PASSWORD, UserFactory

SET_UP = "/account/two-step/"
REMINDER = "opens only with a second step"
PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.STAFF_SECOND_STEP, settings.STAFF_SECOND_STEP_DAYS = True, 7


@pytest.fixture
def at_work(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


def overdue() -> None:
    Profile.objects.update(second_step_due_at=timezone.now() - timedelta(minutes=1))


def test_nobody_is_asked_unless_the_operator_says_so(at_work: Client, settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    assert REMINDER not in at_work.get("/admin/").text
    assert not Profile.objects.exclude(second_step_due_at=None).exists()


def test_the_first_visit_begins_the_time_of_grace(at_work: Client, teacher: User) -> None:
    assert REMINDER in at_work.get("/admin/").text
    due = Profile.objects.get(user=teacher).second_step_due_at
    assert due is not None
    assert timedelta(days=6, hours=23) < due - timezone.now() <= timedelta(days=7)
    at_work.get("/admin/")
    assert Profile.objects.get(user=teacher).second_step_due_at == due


def test_each_page_reminds_once(at_work: Client) -> None:
    at_work.get("/admin/feedback/queue/")
    assert at_work.get("/admin/").text.count(REMINDER) == 1


def test_afterwards_the_admin_leads_to_the_page_to_set_it_up(at_work: Client) -> None:
    overdue()
    answer = at_work.get("/admin/", follow=True)
    assert answer.request["PATH_INFO"] == SET_UP
    assert "once you have set up a second step" in answer.text
    assert at_work.get("/courses/").status_code == 200


def test_no_days_of_grace_lead_there_at_once(at_work: Client, settings: Any) -> None:
    settings.STAFF_SECOND_STEP_DAYS = 0
    assert at_work.get("/admin/")["Location"] == SET_UP


def test_what_was_sent_too_late_is_shown_and_changes_nothing(at_work: Client) -> None:
    overdue()
    words = "A long summary that took an hour to write"
    page = at_work.post(
        "/admin/account/",
        {"summary": words},
        headers=PAGE | {"Referer": "http://testserver/admin/"},
    )
    assert page.status_code == 403
    assert words in page.text
    script = at_work.post("/admin/account/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert script.json()["error"]["code"] == "second_step_needed"


def test_whoever_has_one_is_let_in(at_work: Client, teacher: User) -> None:
    overdue()
    with_app(teacher)
    page = at_work.get("/admin/")
    assert page.status_code == 200
    assert REMINDER not in page.text


def test_recovery_codes_alone_are_no_second_step(at_work: Client, teacher: User) -> None:
    overdue()
    recovery_codes(teacher)
    assert at_work.get("/admin/")["Location"] == SET_UP


def test_students_need_none(client: Client, student: User) -> None:
    client.force_login(student)
    assert client.get("/admin/").status_code == 403
    assert not Profile.objects.exclude(second_step_due_at=None).exists()


@pytest.mark.parametrize("email", ["teacher@example.com", "Teacher@Example.com"])
def test_the_command_helps_the_last_admin(teacher: User, email: str) -> None:
    with_app(teacher)
    recovery_codes(teacher)
    call_command("reset_second_step", email, stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].to == [teacher.email]
    row = ModelLogEntry.objects.get(action="accounts.second_step_reset")
    assert (row.object_id, row.user) == (str(teacher.pk), None)
    with pytest.raises(CommandError, match="no second step"):
        call_command("reset_second_step", email)


def test_the_command_tells_an_unknown_address(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("reset_second_step", "nobody@example.com")


def confirmed(person: User) -> Client:
    client = Client()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def by_form(client: Client, person: User, **values: Any) -> Any:
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    return client.post(url, people_form(person, reset_second_step="on", **values))


def test_an_admin_resets_anothers_second_step(admin: User, student: User, settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    with_app(student)
    by_form(confirmed(admin), student)
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].to == [student.email]
    assert "Admin, who manages accounts" in mail.outbox[-1].body.translate({0x2068: "", 0x2069: ""})
    row = ModelLogEntry.objects.get(action="accounts.second_step_reset")
    assert (row.object_id, row.user) == (str(student.pk), admin)


def test_an_admin_is_asked_for_their_password_first(
    admin: User, student: User, settings: Any
) -> None:
    settings.STAFF_SECOND_STEP = False
    with_app(student)
    client = Client()
    client.force_login(admin)
    assert by_form(client, student)["Location"].startswith("/account/reauthenticate/")
    assert Authenticator.objects.exists()


def test_the_form_offers_it_where_there_is_one(admin: User, student: User, settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    client = confirmed(admin)
    url = reverse("wagtailusers_users:edit", args=[student.pk])
    assert "reset_second_step" not in client.get(url).text
    with_app(student)
    assert "reset_second_step" in client.get(url).text


def test_a_superuser_is_reset_by_superusers_only(admin: User, settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    owner = UserFactory(is_superuser=True)
    owner.groups.add(group(Role.ADMIN))
    with_app(owner)
    by_form(confirmed(admin), owner)
    assert Authenticator.objects.exists()
