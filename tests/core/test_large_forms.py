"""How large a form may be: larger in the admin for its users, Django's limit elsewhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.large_forms import LargeFormParser

MANY = {f"field-{number}": "x" for number in range(1_500)}
URLENCODED = "application/x-www-form-urlencoded"


def encoded(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())


@pytest.fixture
def add_people() -> str:
    return reverse("class-list:add")


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_teachers_form_may_hold_many_fields(
    kind: str, client: Client, course: Any, teacher: User, add_people: str
) -> None:
    client.force_login(teacher)
    fields = MANY | {"course": str(course.pk), "addresses": "student@example.com", "check": "1"}

    if kind == "multipart":
        page = client.post(add_people, fields)
    else:
        page = client.post(add_people, encoded(fields), content_type=URLENCODED)

    assert page.status_code == 200
    assert page.context["form"].cleaned_data["addresses"] == ["student@example.com"]


@pytest.mark.parametrize("who", ["anonymous", "student"])
@pytest.mark.parametrize("content_type", ["multipart", URLENCODED])
def test_nobody_else_gets_the_larger_limit_in_the_admin(
    who: str, content_type: str, client: Client, student: User, add_people: str
) -> None:
    if who == "student":
        client.force_login(student)

    page = (
        client.post(add_people, MANY)
        if content_type == "multipart"
        else client.post(add_people, encoded(MANY), content_type=content_type)
    )

    assert page.status_code in (400, 403, 302)
    assert not hasattr(page.wsgi_request, "_post") or not page.wsgi_request.POST


def test_pages_outside_the_admin_keep_djangos_limit(client: Client, teacher: User) -> None:
    client.force_login(teacher)

    assert client.post("/profile/", MANY).status_code == 400
    big = client.post("/profile/", "x=" + "y" * 3_000_000, content_type=URLENCODED)
    assert big.status_code == 400


@pytest.mark.parametrize("content_type", ["multipart", URLENCODED])
def test_too_large_a_form_gets_an_explanation(
    content_type: str, client: Client, teacher: User, add_people: str, settings: Any
) -> None:
    settings.ADMIN_FORM_MAX_FIELDS = 1_200
    client.force_login(teacher)
    sent = MANY if content_type == "multipart" else encoded(MANY)
    kind = {} if content_type == "multipart" else {"content_type": content_type}

    page = client.post(add_people, sent, **kind)
    told = client.post(add_people, sent, **kind, headers={"accept": "application/json"})

    assert page.status_code == told.status_code == 413
    assert "nothing is lost" in page.content.decode()
    assert "nothing is lost" in told.json()["error_message"]


def test_a_form_may_have_many_megabytes_but_not_more(
    client: Client, course: Any, teacher: User, add_people: str, settings: Any
) -> None:
    client.force_login(teacher)
    fields = {"course": str(course.pk), "check": "1", "filler": "x" * 5_000_000}
    for sent in ({"data": fields}, {"data": encoded(fields), "content_type": URLENCODED}):
        settings.ADMIN_FORM_MAX_MB = 6
        assert client.post(add_people, **sent).status_code == 200
        settings.ADMIN_FORM_MAX_MB = 4
        assert client.post(add_people, **sent).status_code == 413


def test_djangos_parser_asks_no_other_settings_than_ours_answers() -> None:
    """A later Django may ask for more; it must not fail on a teacher's form first."""
    asked = {name for name in LargeFormParser._parse.__code__.co_names if name.isupper()}

    limits = LargeFormParser._parse.__globals__["settings"]
    assert {name for name in asked if name.startswith("DATA_")} <= set(dir(limits))
