"""No page of the student site scrolls sideways: in any state, with the longest of everything."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.api_tokens import create_token
from accounts.models import User
from accounts.scopes import EVERYTHING
from courses.models import Passage, RubricCriterion
from feedback.models import FeedbackScore
from feedback.moderation.decisions import Decision
from feedback.services import (
    add_marker,
    open_feedback,
    post_message,
    release_feedback,
    start_thread,
    write_summary,
)
from practice import services
from practice.models import Take, TakeStatus
from tests import factories
from tests.browser.conftest import Login
from tests.feedback.moderation.helpers import decided, reported

pytestmark = pytest.mark.browser

SMALLEST = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4
TITLE = LONG_WORD[:255]
LABEL = LONG_WORD[:80]
TEXT = f"{LONG_WORD} https://example.com/{LONG_WORD} " * 2
SIZES: dict[str, tuple[dict[str, int], int]] = {
    "320 px": (SMALLEST, 100),
    "360 px": (PHONE, 100),
    "360 px, text at 200 %": (PHONE, 200),
    "640 px, text at 200 %": ({"width": 640, "height": 740}, 200),
}
TOO_WIDE = """
() => {
  const {scrollWidth, clientWidth} = document.scrollingElement;
  if (scrollWidth <= clientWidth) return [];
  const sticksOut = (e) => e.getBoundingClientRect().right > clientWidth + 0.5;
  const out = [...document.body.querySelectorAll("*")].filter(sticksOut);
  const innermost = out.filter((e) => !out.some((other) => other !== e && e.contains(other)));
  const name = (e) => `${e.localName}.${e.className?.baseVal ?? e.className}`;
  return [`${scrollWidth} > ${clientWidth}`, ...innermost.slice(0, 5).map(name)];
}
"""
LAID_OUT = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
"""
OPEN_ALL = """
() => document.querySelectorAll("main details, .player__more").forEach((e) => {
  if (e.localName === "details") e.open = true; else e.click();
})
"""


@pytest.fixture
def long_names(student: User, teacher: User) -> None:
    for person in (student, teacher):
        person.first_name, person.last_name = LONG_WORD[:150], LONG_WORD[:150]
        person.save()
    student.email = f"{LONG_WORD[:60]}@{LONG_WORD[:60].lower()}.example"
    student.save(update_fields=["email"])


@pytest.fixture
def full(exercise: Any, student: User, teacher: User, long_names: None, ready_asset: Any) -> Any:
    """A course whose every name is as long as can be, and an exercise with twelve takes."""
    lesson = exercise.get_parent().specific
    module = lesson.get_parent().specific
    course = module.get_parent().specific
    video = factories.LibraryVideoFactory(asset=ready_asset(teacher), uploaded_by_user=teacher)
    lesson.body = [
        ("heading", TITLE),
        ("text", f"<p>{TEXT}</p>"),
        ("callout", {"tone": "tip", "title": TITLE, "text": f"<p>{TEXT}</p>"}),
        ("library_video", {"video": video, "caption": LONG_WORD[:255]}),
        ("passage", {"label": LABEL, "video": video, "start_ms": 100, "end_ms": 1000}),
    ]
    exercise.brief = [("heading", TITLE), ("text", f"<p>{TEXT}</p><ol><li>{TEXT}</li></ol>")]
    exercise.demo_video = video
    exercise.passages = [Passage(label=LABEL, start_ms=n * 100, end_ms=1000) for n in range(6)]
    exercise.criteria = [RubricCriterion(label=LABEL, description=TITLE, max_points=4)]
    exercise.due_at = timezone.now() + timedelta(days=4)
    for page in (course, module, lesson, exercise):
        page.title = TITLE
        page.summary = TITLE
        page.save_revision().publish()
    factories.LessonFactory(parent=module, title=TITLE, slug="second")
    factories.ExerciseFactory(parent=lesson, title=TITLE, slug="second", due_at=exercise.due_at)
    return exercise


@pytest.fixture
def takes(full: Any, student: User, teacher: User, ready_asset: Any) -> list[Take]:
    made = [
        factories.TakeFactory(
            student=student,
            exercise=full,
            attempt=number,
            asset=ready_asset(student, orig_filename=f"{LONG_WORD[:240]}.mp4"),
        )
        for number in range(1, 13)
    ]
    _answer(made[0], teacher)
    services.make_segment(actor=student, take=made[0], start_ms=0, end_ms=900, label=LABEL)
    start_thread(actor=student, take=made[0], text=TEXT)
    Take.objects.filter(pk=made[1].pk).update(status=TakeStatus.WITHDRAWN)
    return made


def _answer(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    write_summary(actor=teacher, feedback=feedback, summary=TEXT)
    for place in range(6):
        add_marker(actor=teacher, feedback=feedback, start_ms=place * 300, end_ms=1900, text=TEXT)
    release_feedback(actor=teacher, feedback=feedback)
    FeedbackScore.objects.create(
        feedback=feedback, criterion_uid=take.exercise.uid, label=LABEL, comment=TITLE, points=1
    )


def _too_wide(page: Page, name: str) -> list[str]:
    viewport, percent = SIZES[name]
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
    page.evaluate(LAID_OUT)
    wide: list[str] = page.evaluate(TOO_WIDE)
    return wide


def _in_all_sizes(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """Loaded on the smallest phone; turned and enlarged like a window from there."""
    found = {}
    for path in paths:
        page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.evaluate(OPEN_ALL)
        found |= {f"{path}, {name}": _too_wide(page, name) for name in SIZES}
    return {place: wide for place, wide in found.items() if wide}


GUEST_PAGES = [
    "/",
    "/account/login/",
    "/account/login/code/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-abc-def/",
    "/account/signup/",
    "/account/inactive/",
    f"/{'nowhere' * 30}/",
]
ACCOUNT_PAGES = [
    "/profile/",
    "/account/password/change/",
    "/account/email/",
    "/account/sessions/",
    "/account/tokens/",
    "/account/two-step/",
    "/account/two-step/totp/activate/",
    "/account/two-step/webauthn/",
    "/account/logout/",
    f"/search/?q={LONG_WORD}",
    "/nowhere/",
]


def test_pages_for_guests(page: Page, db: None) -> None:
    assert _in_all_sizes(page, GUEST_PAGES) == {}


def test_pages_with_nothing_on_them(page: Page, login: Login, stranger: User) -> None:
    paths = ["/", "/courses/", "/practice/", "/practice/?state=withdrawn", "/search/"]
    assert _in_all_sizes(login(page, stranger), paths) == {}


def test_pages_of_the_account(page: Page, login: Login, student: User, long_names: None) -> None:
    create_token(actor=student, name=LABEL, allowed=EVERYTHING, days=7)
    assert _in_all_sizes(login(page, student), ACCOUNT_PAGES) == {}


def test_pages_of_courses(page: Page, login: Login, student: User, full: Any) -> None:
    above = full.get_ancestors().specific()
    paths = [*(page.get_url() for page in above if page.depth > 2), full.get_url()]
    assert _in_all_sizes(login(page, student), [*paths, f"/search/?q={TITLE[:20]}"]) == {}


def test_pages_of_takes(page: Page, login: Login, student: User, takes: list[Take]) -> None:
    answered, withdrawn = (take.get_absolute_url() for take in takes[:2])
    plain = takes[-1].get_absolute_url()
    paths = ["/", "/practice/", answered, plain, takes[0].exercise.get_url()]
    paths += [f"{answered}brief/", f"{plain}withdraw/", withdrawn, f"{withdrawn}erase/"]
    assert _in_all_sizes(login(page, student), paths) == {}


def test_pages_of_reports(
    page: Page, login: Login, student: User, teacher: User, editor: User, takes: list[Take]
) -> None:
    thread = takes[0].threads.get()
    mine, theirs = thread.messages.get(), post_message(actor=teacher, thread=thread, text=TEXT)
    reported(student, "message", theirs.pk)
    decided(editor, reported(teacher, "message", mine.pk), Decision.HIDE, TEXT[:1000])
    decided(editor, reported(teacher, "name", student.pk), Decision.HIDE, TEXT[:1000])
    remark = takes[0].feedback.get().markers.first()
    paths = [f"/messages/{theirs.pk}/report/", f"/remarks/{remark.uid}/report/"]
    paths += ["/reports/", takes[0].get_absolute_url(), "/profile/"]
    student.refresh_from_db()

    assert _in_all_sizes(login(page, student), paths) == {}
