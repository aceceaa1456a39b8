"""The admin's menu: one item, and one alone, is lit for every address of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from wagtail.admin.menu import admin_menu

from accounts.models import User
from invitations.models import InvitationRules
from tests.security.routes import all_routes

ROLES = ["teacher", "editor", "admin"]
KEY = "8a4b3c1e-0000-4000-8000-000000000000"
OURS = (
    "/admin/class-list/",
    "/admin/course-list/",
    "/admin/find/",
    "/admin/feedback/queue/",
    "/admin/hold-rules/",
    "/admin/jobs/",
    "/admin/media/",
    "/admin/moderation/",
    "/admin/pages/",
    "/admin/snippets/feedback/",
    "/admin/users/",
    "/admin/videos_admin/",
)
# Parts of pages, and ways to one: nobody stands there.
NO_PAGES = ("/admin/choose-", "/admin/courses/", "/admin/feedback/desk/", "/admin/account/")


def menu_of(user: User) -> list[tuple[str, str]]:
    """As Wagtail's sidebar has it: the path of each link, and its address."""
    assert all_routes(), "reading the addresses registers the items of viewsets"
    request = RequestFactory().get("/admin/")
    request.user = user
    return list(_links(admin_menu.render_component(request), ""))


def _links(items: list[Any], above: str) -> Iterator[tuple[str, str]]:
    for item in items:
        path = f"{above}.{item.name}"
        yield path, getattr(item, "url", "")
        yield from _links(getattr(item, "menu_items", []), path)


def lit(menu: list[tuple[str, str]], address: str) -> list[str]:
    """What is lit at the top: the item with the longest fitting address, and by name those above.

    Wagtail's sidebar compares names as texts, so that of "feedback" lights for "feedback-queue".
    """
    fitting = [(len(url), path) for path, url in menu if url and address.startswith(url)]
    active = max(fitting, default=(0, ""))[1]
    return [path for path, _url in menu if path.count(".") == 1 and active.startswith(path)]


def addresses() -> list[str]:
    """Every address of the admin that is ours or lies where we have put something."""
    found = []
    for route in all_routes():
        address = "/" + route.pattern
        for kind in ("uuid", "int", "str", "slug"):
            while f"<{kind}:" in address:
                start = address.index(f"<{kind}:")
                end = address.index(">", start)
                address = address[:start] + (KEY if kind == "uuid" else "1") + address[end + 1 :]
        is_ours = route.is_admin and (route.is_ours or address.startswith(OURS))
        if is_ours and not address.startswith(NO_PAGES):
            found.append(address)
    return sorted(set(found) - {"/admin/"})


@pytest.mark.parametrize("role", ROLES)
def test_one_item_is_lit_for_every_address_of_ours(
    role: str, request: pytest.FixtureRequest
) -> None:
    menu = menu_of(request.getfixturevalue(role))
    roots = tuple(url for _path, url in menu if url)
    told = [address for address in addresses() if address.startswith(roots)]

    wrong = {address: lit(menu, address) for address in told if len(lit(menu, address)) != 1}

    assert wrong == {}
    assert len(told) > 20


def test_an_admin_finds_every_address_of_ours_in_the_menu(admin: User) -> None:
    InvitationRules.objects.update_or_create(defaults={"class_links": True})
    menu = menu_of(admin)

    assert [address for address in addresses() if not lit(menu, address)] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_name_begins_with_that_of_another(role: str, request: pytest.FixtureRequest) -> None:
    paths = [path for path, _url in menu_of(request.getfixturevalue(role))]

    clashes = [
        (one, other)
        for one in paths
        for other in paths
        if other != one and other.startswith(one) and not other.startswith(f"{one}.")
    ]

    assert clashes == []


def test_the_queue_lights_itself_alone(client: Client, teacher: User) -> None:
    assert lit(menu_of(teacher), "/admin/feedback/queue/") == [".waiting-for-you"]
    assert lit(menu_of(teacher), "/admin/snippets/feedback/feedback/") == [".feedback"]
