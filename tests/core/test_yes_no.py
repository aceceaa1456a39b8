"""Booleans are shown in words everywhere in the admin."""

from typing import Any

import pytest
from django.db import models
from django.test import Client
from wagtail.admin.compare import comparison_class_registry
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.fields import display_class_registry
from wagtail.models import Page

from accounts.models import User
from core.yes_no import yes_or_no
from tests.security.routes import all_routes

TRUTH = ["True", "False"]


@pytest.mark.parametrize(("value", "words"), [(True, "Yes"), (False, "No"), (None, "Unknown")])
def test_truth_is_a_word(value: bool | None, words: str) -> None:
    assert yes_or_no(value) == words


def shown_in(html: str) -> str:
    """What can be read, or is read out: without what is between the signs of a tag."""
    body = html.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(part.split(">", 1)[-1] for part in body.split("<"))


def test_the_list_of_people_says_who_may_log_in(
    client: Client, admin: User, student: User, stranger: User
) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    client.force_login(admin)

    html = client.get("/admin/users/").content.decode()

    rows = {name: html.split(f"{name}@example.com")[1].split("</tr>")[0] for name in ("student",)}
    assert "Yes" in rows["student"]
    assert " No" in html.split("stranger@example.com")[1].split("</tr>")[0]
    for word in TRUTH:
        assert f'title="{word}"' not in html
        assert f"<title>{word}" not in html
        assert word not in shown_in(html)


@pytest.mark.parametrize(("value", "words"), [("true", "Yes"), ("false", "No")])
def test_a_filter_shows_it_in_words(client: Client, admin: User, value: str, words: str) -> None:
    client.force_login(admin)

    html = client.get("/admin/users/", {"is_active": value}).content.decode()

    pill = html.split("w-pill__content", 1)[1].split("</", 3)
    assert words in " ".join(pill)
    for word in TRUTH:
        assert word not in shown_in(html)


def test_a_comparison_shows_it_in_words() -> None:
    panel = FieldPanel("show_in_menus").bind_to_model(Page)
    old, new = Page(show_in_menus=False), Page(show_in_menus=True)

    diff = panel.get_comparison_class()(Page._meta.get_field("show_in_menus"), old, new)

    assert "No" in diff.htmldiff()
    assert "Yes" in diff.htmldiff()
    assert diff.has_changed()
    same = panel.get_comparison_class()(Page._meta.get_field("show_in_menus"), old, old)
    assert (same.htmldiff(), same.has_changed()) == ("No", False)


def test_an_inspected_row_shows_it_in_words() -> None:
    field: Any = Page._meta.get_field("live")
    display = display_class_registry.get(field)

    assert display(True).render_html({}).strip() == "Yes"
    assert comparison_class_registry.get(models.BooleanField()) is not None


def test_no_page_of_the_admin_shows_pythons_truth(
    client: Client, admin: User, course: Any, student: User
) -> None:
    """Every list of ours that needs nothing in its address."""
    client.force_login(admin)
    lists = [
        f"/{route.pattern}"
        for route in all_routes()
        if route.is_admin and route.is_ours and "<" not in route.pattern
    ]
    assert len(lists) > 5
    for address in [*lists, "/admin/users/", "/admin/class-list/", "/admin/course-list/"]:
        response = client.get(address)
        html = response.content.decode() if response.status_code == 200 else ""
        for word in TRUTH:
            assert "<main" not in html or word not in shown_in(html), address
