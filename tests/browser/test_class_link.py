"""From the scanned code to a handed-in take on a phone, in five taps; and the teacher's side."""

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from courses.models import Enrolment
from invitations import class_links, joining
from invitations.class_tokens import token_of
from invitations.models import ClassLink, InvitationRules
from practice.models import Take, TakeStatus
from tests.browser.conftest import Login

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
TAPS, SECONDS = 5, 60


@pytest.fixture
def link(teacher: User, exercise: Any) -> ClassLink:
    InvitationRules.objects.update_or_create(defaults={"class_links": True})
    return class_links.make_link(actor=teacher, course=exercise.course, exercise=exercise)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


class Taps:
    """Counts what a finger does besides typing."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, what: Locator) -> None:
        self.count += 1
        what.click()


@pytest.mark.parametrize("viewport", [NARROW], indirect=True)
def test_from_the_scanned_link_to_a_recorded_take(page: Page, link: ClassLink) -> None:
    taps, began = Taps(), time.monotonic()
    page.goto(f"/join/{token_of(link)}/")
    assert not is_too_wide(page)
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Nora Lind")
    taps.on(page.get_by_role("button", name="Begin"))
    expect(page.get_by_text("so that you can come back")).to_be_visible()
    assert not is_too_wide(page)

    taps.on(page.get_by_role("button", name="Record", exact=True))
    taps.on(page.get_by_role("button", name="Start recording"))
    expect(page.locator("[data-part=clock]")).to_contain_text("0:02")
    taps.on(page.get_by_role("button", name="Stop"))
    expect(page.locator("take-recorder practice-player")).to_be_visible()
    taps.on(page.get_by_role("button", name="Hand in this take"))
    expect(page.get_by_text("Your take is handed in")).to_be_visible()

    assert taps.count <= TAPS
    assert time.monotonic() - began <= SECONDS
    take = Take.objects.get()
    assert (take.status, take.student.display_name) == (TakeStatus.SUBMITTED, "Nora Lind")
    assert Enrolment.objects.waiting().get().user == take.student


@pytest.mark.parametrize("viewport", [NARROW], indirect=True)
def test_a_video_from_the_phone_needs_no_more_taps(
    page: Page, link: ClassLink, real_video: Path
) -> None:
    page.goto(f"/join/{token_of(link)}/")
    page.get_by_label("Your name").fill("Nora Lind")
    page.keyboard.press("Enter")
    page.set_input_files("take-uploader input[type=file]", real_video)
    expect(page.get_by_text("Your take is handed in")).to_be_visible()


def test_a_teacher_shows_the_code_and_lets_people_in(
    page: Page, login: Login, link: ClassLink, teacher: User
) -> None:
    joining.join_as_guest(link=link, name="Nora Lind")
    login(page, teacher)
    page.goto("/admin/")
    page.get_by_role("button", name="Invitations").click()
    page.get_by_role("link", name="Class links").click()
    page.get_by_role("link", name=link.course.title).first.click()
    code = page.get_by_alt_text("QR code of the link above")
    expect(code).to_be_visible()
    assert code.evaluate("img => img.complete && img.naturalWidth > 0")
    assert not is_too_wide(page)
    page.get_by_role("button", name="Let the chosen ones in").click()
    expect(page.get_by_text("1 person is in.")).to_be_visible()
    assert not Enrolment.objects.waiting().exists()

    page.get_by_role("link", name="Show it large").click()
    big = page.get_by_alt_text("QR code of the link below")
    expect(big).to_be_visible()
    assert big.evaluate("img => img.getBoundingClientRect().width") >= 500
    expect(page.get_by_text(f"/join/{token_of(link)}/")).to_be_visible()
    assert not is_too_wide(page)
