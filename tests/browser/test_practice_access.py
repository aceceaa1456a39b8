"""The pages of practice for people who see or point differently: axe, and the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from practice import services
from practice.models import Take, TakeStatus
from tests import factories
from tests.browser.axe import hindrances
from tests.browser.conftest import Login

pytestmark = pytest.mark.browser


@pytest.fixture
def takes(ready_asset: Any, student: User, exercise: Any) -> list[Take]:
    return [
        factories.TakeFactory(
            student=student,
            exercise=exercise,
            attempt=number,
            status=status,
            asset=ready_asset(student),
        )
        for number, status in enumerate([TakeStatus.SUBMITTED, TakeStatus.WITHDRAWN], start=1)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_the_way(page: Page, login: Login, takes: list[Take], scheme: Any) -> None:
    first = takes[0]
    services.make_segment(actor=first.student, take=first, start_ms=0, end_ms=900, label="Start")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    login(page, first.student)
    address = first.get_absolute_url()
    pages = ["/practice/", address, f"{address}withdraw/", f"{address}brief/"]
    found: dict[str, list[str]] = {}
    for path in pages:
        page.goto(path)
        found[path] = hindrances(page)
    page.goto(first.exercise.get_url())
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("button", name="Start recording")).to_be_visible()
    found["recorder"] = hindrances(page)
    page.keyboard.press("Escape")
    expect(page.locator("take-recorder dialog")).to_be_hidden()
    found["room"] = hindrances(page)
    assert found == {name: [] for name in found}


def test_a_take_is_handed_in_by_keyboard(
    page: Page, login: Login, student: User, exercise: Any, real_video: Path
) -> None:
    # Long before it opens: the browser is told that we answer it, and does not say when it knows.
    page.on("filechooser", lambda chooser: chooser.set_files(real_video))
    login(page, student).goto(exercise.get_url())
    page.get_by_role("button", name="Sound only").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "file"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Your take is handed in")).to_be_visible()


def test_a_take_is_recorded_by_keyboard(
    page: Page, login: Login, student: User, exercise: Any
) -> None:
    login(page, student).goto(exercise.get_url())
    page.get_by_role("button", name="Sound only").press("Enter")
    expect(page.get_by_role("button", name="Start recording")).to_be_visible()
    page.get_by_role("button", name="Start recording").press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator("[data-part=clock]")).to_contain_text("0:01")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hand in this take")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Your take is handed in")).to_be_visible()
