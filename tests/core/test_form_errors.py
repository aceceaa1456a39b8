"""A refused form shows its errors so that everybody finds them: focus, marks and descriptions."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def form_of(response: Any) -> Tag:
    page = BeautifulSoup(response.content, "html.parser")
    form = page.select_one("main form.form")
    assert form is not None
    return form


def check_told(form: Tag, *names: str) -> None:
    """The summary has the focus; each named field is marked and refers to its description."""
    summary = form.select_one("[autofocus]")
    assert summary is not None
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert len(form.select("[autofocus]")) == 1
    assert [field["name"] for field in form.select("[aria-invalid=true]")] == list(names)
    for field in form.select("[aria-invalid=true]"):
        described = [form.select_one(f"#{part}") for part in str(field["aria-describedby"]).split()]
        assert described
        assert all(part is not None and part.get_text(strip=True) for part in described)


def test_a_wrong_password_marks_both_fields(client: Client, student: User) -> None:
    sent = {"login": student.email, "password": "wrong"}
    check_told(form_of(client.post(reverse("account_login"), sent)), "login", "password")


def test_an_empty_field_is_marked(client: Client, student: User) -> None:
    sent = {"login": student.email, "password": ""}
    check_told(form_of(client.post(reverse("account_login"), sent)), "password")


def test_every_form_of_a_person_marks_its_fields(client: Client, student: User, take: Any) -> None:
    client.force_login(student)
    refused = {
        reverse("accounts:profile"): ({"first_name": ""}, ["first_name"]),
        reverse("account_change_password"): (
            {"oldpassword": "wrong", "password1": "short", "password2": "short"},
            ["oldpassword", "password1"],
        ),
        reverse("account_email"): ({"action_add": "", "email": "no address"}, ["email"]),
        reverse("account_reauthenticate"): ({"password": "wrong"}, ["password"]),
    }
    for address, (sent, names) in refused.items():
        response = client.post(address, sent)
        assert response.status_code == 200, address
        check_told(form_of(response), *names)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_browsers_know_what_the_fields_of_guests_are(client: Client, name: str) -> None:
    form = form_of(client.get(reverse(name)))

    assert form.select_one("[aria-invalid]") is None
    for field in form.select("input:not([type=hidden], [type=checkbox])"):
        assert re.fullmatch(r"email|username|current-password", str(field["autocomplete"]))


@pytest.mark.parametrize(
    "name",
    ["accounts:profile", "account_change_password", "account_email", "account_reauthenticate"],
)
def test_browsers_know_what_the_fields_of_members_are(
    client: Client, student: User, name: str
) -> None:
    client.force_login(student)
    form = form_of(client.get(reverse(name)))

    for field in form.select("input:not([type=hidden], [type=checkbox], [type=search])"):
        assert field.get("autocomplete"), field
