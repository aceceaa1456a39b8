"""What people write stands in its own direction: every page, in a course in Hebrew."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from wagtail import admin

from accounts.models import User
from core.direction import isolated
from courses.models import Passage, RubricCriterion
from feedback.services import (
    add_marker,
    open_feedback,
    release_feedback,
    start_thread,
    write_summary,
)
from portal.settings.env import ROOT
from practice import services
from practice.models import Take
from tests import factories

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "track", "use", "path", "wbr"}
UNSEEN = {"title", "script", "style", "template"}
NAME, TITLE, LABEL = "נועה", "שיעור כינור למתחילים", "תיבות 1–8"
TEXT = "לאט יותר, בבקשה! (Andante)"
HEADINGS = {
    "w-header__title": "shared/header.html",
    "w-header__subtitle": "shared/header.html",
    "chooser__title": "widgets/chooser.html",
}
TYPED = {"text", "search"}


class Reader(HTMLParser):
    """Collects the words in Hebrew that are drawn from the page's own side."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.lost: list[str] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        is_typed = tag == "textarea" or (tag == "input" and attributes.get("type", "text") in TYPED)
        if is_typed and attributes.get("dir") != "auto":
            self.lost.append(f"<{tag} name={attributes.get('name')}> has no dir")
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if _is_hebrew(data) and not self._is_turned(data):
            inside = " > ".join(tag for tag, _attributes in self.open[-4:])
            self.lost.append(f"{inside}: {data.strip()[:40]}")

    def _is_turned(self, data: str) -> bool:
        """With `dir="auto"` by itself: beside another's words, the first would turn both."""
        return any(
            tag == "bdi" or tag in UNSEEN or (attributes.get("dir") == "auto" and "·" not in data)
            for tag, attributes in self.open
        )


def _is_hebrew(text: str) -> bool:
    return any("\u0590" <= letter <= "\u05ff" for letter in text)


@pytest.fixture
def people(student: User, teacher: User, classmate: User) -> None:
    for person in (student, teacher, classmate):
        person.first_name = person.last_name = NAME
        person.save()


@pytest.fixture
def hebrew(exercise: Any, people: None, teacher: User) -> Any:
    lesson = exercise.get_parent().specific
    module = lesson.get_parent().specific
    course = module.get_parent().specific
    video = factories.LibraryVideoFactory(title=TITLE, uploaded_by_user=teacher)
    body = [
        ("heading", TITLE),
        ("text", f"<p>{TEXT}</p>"),
        ("callout", {"tone": "tip", "title": TITLE, "text": f"<p>{TEXT}</p>"}),
        ("library_video", {"video": video, "caption": TEXT}),
    ]
    lesson.body = [*body, ("passage", {"label": LABEL, "video": video, "start_ms": 0, "end_ms": 9})]
    course.description = f"<p>{TEXT}</p>"
    exercise.brief = body[:3]
    exercise.demo_video = video
    exercise.passages = [Passage(label=LABEL, start_ms=0, end_ms=900)]
    exercise.criteria = [RubricCriterion(label=LABEL, description=TEXT, max_points=4)]
    for page in (course, module, lesson, exercise):
        page.title = TITLE
        page.summary = TEXT
        page.save_revision().publish()
    factories.LessonFactory(parent=module, title=TITLE, slug="second")
    exercise.refresh_from_db()
    return exercise


@pytest.fixture
def spoken(hebrew: Any, student: User, teacher: User) -> Take:
    """An answered take with a conversation, a segment, and another that waits."""
    asset = factories.AssetFactory(owner=student, orig_filename=f"{TITLE}.mp4")
    take: Take = factories.TakeFactory(student=student, exercise=hebrew, attempt=1, asset=asset)
    feedback = open_feedback(actor=teacher, take=take)
    write_summary(actor=teacher, feedback=feedback, summary=TEXT)
    passage = hebrew.passages.get()
    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text=TEXT, passage_uid=passage.uid)
    marker = release_feedback(actor=teacher, feedback=feedback).markers.get()
    start_thread(actor=student, take=take, text=TEXT, marker_uid=marker.uid)
    services.make_segment(actor=student, take=take, start_ms=0, end_ms=900, label=LABEL)
    factories.TakeFactory(student=student, exercise=hebrew, attempt=2)
    return take


def _lost(client: Client, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        reader = Reader()
        reader.feed(answer.content.decode())
        if reader.lost:
            found[path] = reader.lost
    return found


def _student_pages(spoken: Take) -> Iterator[str]:
    exercise = spoken.exercise
    yield from (page.get_url() for page in exercise.get_ancestors().specific() if page.depth > 1)
    yield exercise.get_url()
    take = spoken.get_absolute_url()
    yield from (take, f"{take}brief/", "/practice/", "/profile/", "/search/?q=כינור")
    waiting = Take.objects.exclude(pk=spoken.pk).get()
    yield f"{waiting.get_absolute_url()}withdraw/"


def test_a_student_reads_hebrew_from_its_own_side(
    client: Client, student: User, spoken: Take
) -> None:
    client.force_login(student)

    assert _lost(client, list(_student_pages(spoken))) == {}


def _screen(client: Client, path: str, start: str) -> list[str]:
    """Our own part of a page of the admin; Wagtail's gets its sides from admin/shell.css."""
    html = client.get(path, follow=True).content.decode()
    reader = Reader()
    reader.feed(f"<{start}{html.split(f'<{start}', 1)[1].split('</main>')[0]}")
    return reader.lost


def _teacher_screens(spoken: Take) -> Iterator[tuple[str, str]]:
    waiting = Take.objects.exclude(pk=spoken.pk).get()
    yield "/admin/", 'section class="queue-home"'
    yield "/admin/feedback/queue/", 'div class="queue"'
    for words in ("כינור", "נועה", "חליל"):
        yield f"/admin/find/?q={words}", 'div class="find"'
    yield f"/admin/find/students/{spoken.student_id}/", 'div class="find"'
    yield f"/admin/feedback/desk/{waiting.pk}/", "review-desk"
    yield f"/admin/feedback/desk/{spoken.pk}/", "review-desk"


def test_a_teacher_reads_hebrew_from_its_own_side(
    client: Client, student: User, teacher: User, spoken: Take
) -> None:
    segment = spoken.segments.get()
    start_thread(actor=student, take=spoken, text=TEXT, segment=segment)
    client.force_login(teacher)

    lost = {path: _screen(client, path, start) for path, start in _teacher_screens(spoken)}

    assert {path: words for path, words in lost.items() if words} == {}


def test_a_teacher_is_told_of_pasted_hebrew_from_its_own_side(
    client: Client, teacher: User, hebrew: Any
) -> None:
    data = {"course": hebrew.course.pk, "addresses": f"{NAME} {NAME}\n{TITLE}", "check": "1"}
    client.force_login(teacher)
    html = client.post("/admin/class-list/add/", data).content.decode()
    reader = Reader()
    reader.feed(html.split("What “Add” will do")[1].split("</section>")[0])

    assert TITLE in html
    assert reader.lost == []


def test_a_sentence_keeps_its_direction_with_hebrew_in_it(
    client: Client, teacher: User, hebrew: Any
) -> None:
    course = hebrew.course
    client.force_login(teacher)
    data = {"course": course.pk, "addresses": f"{TITLE}\nother@example.com"}
    added = client.post("/admin/class-list/add/", data, follow=True).content.decode()
    panel = client.get(f"/admin/pages/{course.pk}/edit/").content.decode()

    assert f"skipped: {isolated('other@example.com')}, {isolated(TITLE)}" in added
    assert f"class list of “{isolated(TITLE)}”" in panel


def test_who_is_removed_is_told_from_their_own_side(
    client: Client, teacher: User, hebrew: Any, student: User
) -> None:
    enrolment = hebrew.course.enrolments.get(user=student)
    client.force_login(teacher)
    url = f"/admin/class-list/delete/{enrolment.pk}/"
    html = client.post(url, follow=True).content.decode()

    assert f"{isolated(enrolment)}: removed" in html


@pytest.mark.parametrize("mailed", ["password_link", "changed_by_admin"])
def test_a_mail_keeps_its_direction_with_hebrew_in_it(
    student: User, teacher: User, people: None, mailed: str
) -> None:
    context = {"person": student, "sender": teacher, "link": "", "is_moved": True}
    body = render_to_string(f"accounts/email/{mailed}_message.txt", context)

    assert body.count(isolated(f"{NAME} {NAME}")) == body.count(f"{NAME} {NAME}") == 2


def test_wagtails_own_headings_stand_in_their_own_direction() -> None:
    css = (ROOT / "static" / "css" / "admin" / "shell.css").read_text()
    rule = next(one for one in css.split("}") if "unicode-bidi: plaintext" in one)
    templates = Path(admin.__file__).parent / "templates" / "wagtailadmin"

    for name, template in HEADINGS.items():
        assert f".{name}," in rule
        assert name in (templates / template).read_text()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("he", "rtl")])
def test_the_page_has_the_direction_of_its_language(
    client: Client, settings: Any, db: None, language: str, direction: str
) -> None:
    settings.LANGUAGE_CODE = language
    html = client.get("/account/login/").content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in html
