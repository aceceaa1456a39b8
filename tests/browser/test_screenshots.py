"""The README's pictures, taken of the demo as each person sees it.

They land in var/screenshots; `make screenshots` puts them into docs/screenshots.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page

from accounts.models import User
from courses.models import Exercise
from demo import films
from demo.build import build_demo
from feedback.models import ModerationCase, ThreadMessage
from feedback.moderation import subjects
from feedback.moderation.reports import report
from portal.settings.env import ROOT
from practice.models import Take, TakeStatus
from tests.browser.conftest import PHONE, Login

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
    pytest.mark.django_db(transaction=True),
]
FOLDER = Path(os.environ.get("SCREENSHOTS", ROOT / "var" / "screenshots"))
WIDE = {"width": 1280, "height": 860}


@pytest.fixture
def demo(settings: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    monkeypatch.setattr(films, "SHRINK", 2)
    build_demo(say=lambda line: None)
    run_jobs()


@pytest.fixture
def camera(browser: Browser, live_server: Any, login: Login, demo: None) -> Iterator[Any]:
    """`camera(name, email, address, …)` opens the address as that person and takes the picture."""
    contexts = []

    def shoot(
        name: str,
        email: str,
        address: str,
        *,
        size: Any = WIDE,
        ready: str,
        act: Callable[[Page], Any] | None = None,
    ) -> Image.Image:
        context = browser.new_context(base_url=live_server.url, viewport=size)
        contexts.append(context)
        page = login(context.new_page(), User.objects.get(email=email))
        page.goto(address)
        page.locator(ready).first.wait_for()
        if act:
            act(page)
        return picture(page, name)

    yield shoot
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> Image.Image:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # fonts and posters are painted after the network is quiet
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    return Image.open(path)


def has_content(image: Image.Image) -> bool:
    """A blank or broken page has a handful of colours, these have hundreds."""
    colours = image.convert("RGB").resize((200, 150)).getcolors(200 * 150) or []
    return len(colours) > 100


def reported_message() -> ModerationCase:
    """A message in the demo, reported by its reader."""
    message = ThreadMessage.objects.filter(author__email="teacher@example.com").latest("pk")
    reader = message.thread.take.student
    subject = subjects.message(reader, message.pk)
    assert subject is not None
    return report(actor=reader, subject=subject, reason="rude", words="This hurt me.").case


def check_a_list(page: Page) -> None:
    page.locator("textarea").fill(
        "Nora Lind <nora@example.org>\nstudent@example.com\nLee Park, lee@example.org\nwithout"
    )
    page.get_by_role("button", name="Check").click()
    page.locator(".invite-lines").wait_for()


def test_pictures_of_the_demo(camera: Any) -> None:
    take = Take.objects.get(student__email="student@example.com", status=TakeStatus.ANSWERED)
    draft = Take.objects.get(status=TakeStatus.IN_REVIEW)
    exercise = Exercise.objects.get(title="Five-finger pattern at 92")

    pictures = [
        camera("take", "student@example.com", take.get_absolute_url(), ready=".marker"),
        camera(
            "desk",
            "teacher@example.com",
            f"/admin/feedback/desk/{draft.pk}/",
            ready="#desk-player .player__stage",
        ),
        camera(
            "authoring",
            "teacher@example.com",
            f"/admin/pages/{exercise.pk}/edit/",
            ready="#id_title",
        ),
        camera(
            "phone", "student@example.com", exercise.get_url(), size=PHONE, ready=".passage-chip"
        ),
        camera(
            "invite",
            "admin@example.com",
            reverse("wagtailsnippets_invitations_invitation:add"),
            ready="textarea",
            act=check_a_list,
        ),
        camera(
            "moderation",
            "editor@example.com",
            reverse("moderation:inspect", args=[reported_message().pk]),
            ready="practice-player",
        ),
    ]

    assert [image.size for image in pictures] == [(1280, 860)] * 3 + [(390, 844)] + [
        (1280, 860)
    ] * 2
    assert all(has_content(image) for image in pictures)
