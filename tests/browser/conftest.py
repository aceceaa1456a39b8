"""A real browser against a real server.

page                a fresh browser context with a camera and a microphone that are made up
login(page, user)   logged in without the form
until(page, "…")    waits until a JavaScript expression is true
PHONE               for @pytest.mark.parametrize("viewport", [PHONE], indirect=True)

A failing test leaves a picture in var/browser/ (or the folder named by BROWSER_PICTURES).
The browser is CHROMIUM, which `make test` sets (scripts/ensure_browser.py), else the system's
chromium, else Playwright's own.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from accounts.models import User
from portal.settings.env import ROOT
from scripts.common.waiting import eventually
from tests import factories

# Playwright's event loop runs in this thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE_MS = 60_000
"""Only what never comes is waited for as long, however busy the machine is."""
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PICTURES = Path(os.environ.get("BROWSER_PICTURES", ROOT / "var" / "browser"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

Login = Callable[[Page, User], Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call" and report.failed and "page" in getattr(item, "funcargs", {}):
        PICTURES.mkdir(parents=True, exist_ok=True)
        item.funcargs["page"].screenshot(path=PICTURES / f"{item.name}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def front_end() -> None:
    """The built scripts and styles; built now if nobody did."""
    if not (ROOT / "static" / "build" / "site.js").exists():
        subprocess.run(["node", "scripts/build-frontend.mjs"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser(front_end: None, browser_path: str | None) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    return getattr(request, "param", DESKTOP)


@pytest.fixture
def _quiet_at_the_end(live_server: Any) -> Iterator[None]:
    """What is still asked when a test ends must not meet a database that is being emptied."""
    busy: set[int] = set()
    begin = partial(_now_busy, busy)
    end = partial(_now_free, busy)
    request_started.connect(begin)
    request_finished.connect(end)
    yield
    eventually(lambda: not busy, seconds=20)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


def _now_busy(busy: set[int], **given: Any) -> None:
    if threading.current_thread() is not threading.main_thread():  # that one has the test's Client
        busy.add(threading.get_ident())


def _now_free(busy: set[int], **given: Any) -> None:
    busy.discard(threading.get_ident())


@pytest.fixture
def playing_take(exercise: Any, student: User, ready_asset: Any) -> Any:
    """The student's take with a real video, handed in."""
    return factories.TakeFactory(
        student=student, exercise=exercise, attempt=1, asset=ready_asset(student)
    )


@pytest.fixture
def page(
    browser: Browser,
    viewport: dict[str, int],
    live_server: Any,
    _quiet_at_the_end: None,
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, viewport=viewport, permissions=["camera", "microphone"]
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    yield page
    context.close()


def until(page: Page, expression: str) -> None:
    """Waits until it is so. Asked from here: pages forbid the eval of Playwright's own waiting."""
    seen = eventually(lambda: page.evaluate(f"Boolean({expression})"), seconds=PATIENCE_MS / 1000)
    assert seen, expression


@pytest.fixture
def login(live_server: Any) -> Login:
    def log_in(page: Page, user: User) -> Page:
        client = Client()
        client.force_login(user)
        value = client.cookies[site.SESSION_COOKIE_NAME].value
        page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
        page.context.add_cookies(
            [{"name": site.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )
        return page

    return log_in


def let_go(page: Page, held: list[Route]) -> None:
    """Of a request that a test holds: that it was made is told before it is held."""
    for _try in range(100):
        if held:
            return held[0].continue_()
        page.wait_for_timeout(100)
    raise AssertionError("nothing was asked for")
