"""The student's pages for eyes and fingers of every kind; takes are in test_practice_access."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from tests import factories
from tests.browser.axe import hindrances, hindrances_in_both_themes
from tests.browser.conftest import Login

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
GUEST_PAGES = [
    "/",
    "/account/login/",
    "/account/login/code/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-abc-def/",
    "/account/signup/",
    "/nowhere/",
]
STUDENT_PAGES = [
    "/",
    "/courses/",
    "/search/?q=bow",
    "/search/?q=nothing",
    "/practice/?state=withdrawn",
    "/profile/",
    "/account/password/change/",
    "/account/email/",
    "/account/sessions/",
    "/account/tokens/",
    "/account/two-step/",
    "/account/two-step/webauthn/",
    "/account/logout/",
    "/nowhere/",
]

FOCUS_IS_SEEN = """
() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const around = [at, at.closest(".card--link"), at.closest(".dropzone")].filter(Boolean);
  const outlined = (e) => getComputedStyle(e).outlineStyle !== "none";
  const framed = (e) => getComputedStyle(e).boxShadow !== "none" || e.matches(".dropzone");
  const box = at.getBoundingClientRect();
  const inSight = box.bottom > 0 && box.top < innerHeight;
  return inSight && around.some((e) => outlined(e) || framed(e));
}
"""


@pytest.fixture
def course_pages(exercise: Any, take: Any) -> list[str]:
    """A course with something of everything: done, due, of YouTube, and without a demo."""
    lesson = exercise.get_parent().specific
    after = {"due_at": timezone.now() + timedelta(days=4), "parent": lesson}
    youtube = factories.ExerciseFactory(
        demo_youtube_url="https://www.youtube.com/watch?v=dQw4w9WgXcQ", **after
    )
    factories.LessonFactory(parent=lesson.get_parent().specific, title="The left hand")
    pages = [exercise.course, lesson.get_parent(), lesson, exercise, youtube]
    return [page.get_url() for page in pages]


def _walk(page: Page, paths: list[str]) -> dict[str, list[str]]:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = hindrances_in_both_themes(page)
    return found


def test_nothing_bars_the_way_of_a_guest(page: Page, db: None) -> None:
    found = _walk(page, GUEST_PAGES)
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    found["wrong password"] = hindrances(page)

    assert found == {name: [] for name in found}


def test_nothing_bars_the_way_of_a_student(
    page: Page, login: Login, student: User, course_pages: list[str]
) -> None:
    found = _walk(login(page, student), STUDENT_PAGES + course_pages)

    assert found == {name: [] for name in found}


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_a_phone_never_scrolls_sideways(
    page: Page, login: Login, student: User, course_pages: list[str], take: Any
) -> None:
    login(page, student)
    wide = []
    for path in [*STUDENT_PAGES, *course_pages, "/practice/", take.get_absolute_url()]:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


def test_the_focus_is_always_seen(
    page: Page, login: Login, student: User, course_pages: list[str]
) -> None:
    login(page, student)
    unseen = []
    for path in ["/", "/practice/", course_pages[2]]:
        page.goto(path)
        for step in range(14):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            if not page.evaluate(FOCUS_IS_SEEN):
                unseen.append(
                    f"{path}: {step}: {page.evaluate('document.activeElement.outerHTML')}"
                )

    assert unseen == []


def test_a_filter_keeps_the_focus_and_tells_how_many(
    page: Page, login: Login, student: User, exercise: Any, take: Any
) -> None:
    factories.TakeFactory(student=student, exercise=exercise, attempt=2, status="withdrawn")
    login(page, student).goto("/practice/")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    state = page.get_by_label("State")
    state.focus()
    state.select_option("withdrawn")

    expect(page.locator("#takes").get_by_role("status")).to_contain_text("1 take")
    expect(page.locator(".take-card")).to_have_count(1)
    expect(state).to_be_focused()
    assert page.url.endswith("/practice/?state=withdrawn")
