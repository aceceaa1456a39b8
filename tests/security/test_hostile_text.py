"""User-written text is never code: every page is parsed and checked."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import Enrolment, Passage, RubricCriterion
from feedback.models import FeedbackMarker, ModerationCase, Report, ThreadMessage
from feedback.moderation import subjects
from feedback.moderation.decisions import Decision, decide
from feedback.moderation.reports import report
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from practice import services
from practice.models import Take, VideoSegment
from tests import factories
from tests.security.payloads import PAYLOADS
from tests.security.world import World, client_of
from videos.models import LibraryVideo

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LOADS = {"href", "src", "action", "formaction", "data", "poster", "srcdoc", "xlink:href", "content"}
WITHOUT_TEXTS = ("/admin/", "/profile/")
SUMS = re.compile(r"50337|7198\s*pwn")


@dataclass
class Stage:
    """A portal where every text is a payload."""

    world: World
    take: Take
    answered: Any
    case: ModerationCase

    @property
    def pages(self) -> list[tuple[str, str]]:
        world, take = self.world, self.take
        lesson = world.exercise.get_parent()
        student = [
            "/", "/courses/", world.course.get_url(), lesson.get_parent().get_url(),
            lesson.get_url(), take.exercise.get_url(), "/practice/", take.get_absolute_url(),
            f"{take.get_absolute_url()}brief/", f"{take.get_absolute_url()}withdraw/",
            "/search/?q=pwn", "/profile/", f"/practice/exercises/{take.exercise.uid}/takes/",
            "/api/v1/clips/", "/api/v1/exercises/", f"/api/v1/clips/{take.pk}/threads/",
            f"/api/v1/clips/{take.pk}/segments/", f"/api/v1/clips/{take.pk}/feedback/",
            "/api/v1/auth/me/", "/reports/",
        ]  # fmt: skip
        teacher = [
            "/admin/", "/admin/feedback/queue/", take.get_absolute_url(),
            "/admin/snippets/feedback/feedback/",
            f"/admin/snippets/feedback/feedback/edit/{self.answered.pk}/",
            f"/admin/snippets/feedback/feedback/history/{self.answered.pk}/",
            f"/admin/snippets/feedback/feedback/inspect/{self.answered.pk}/",
            f"/admin/pages/{take.exercise.pk}/edit/", f"/admin/pages/{lesson.pk}/",
            "/admin/pages/search/?q=pwn", "/admin/course-list/", "/admin/class-list/",
            "/admin/class-list/add/", f"/admin/pages/{take.exercise.pk}/view_draft/",
            "/api/v1/clips/",
        ]  # fmt: skip
        admin = [
            "/admin/media/", f"/admin/media/edit/{LibraryVideo.objects.latest('pk').pk}/",
            "/admin/media/chooser/", "/admin/reports/site-history/", "/admin/users/?q=pwn",
            "/admin/reports/aging-pages/", "/admin/moderation/",
            f"/admin/moderation/inspect/{self.case.pk}/",
            f"/admin/bulk/feedback/moderationcase/hide/?id={self.case.pk}",
        ]  # fmt: skip
        named = (("student", student), ("teacher", teacher), ("admin", admin))
        return [(person, url) for person, urls in named for url in urls]


@pytest.fixture
def stage(world: World) -> Stage:
    """Forty of everything, each with another payload for its names and texts."""
    lesson = world.exercise.get_parent().specific
    exercises = [_exercise(lesson, world.users["teacher"], text) for text in PAYLOADS]
    for exercise, text in zip(exercises, PAYLOADS, strict=True):
        _classmate(exercise, text)
        factories.LibraryVideoFactory(title=text, asset=factories.AssetFactory(orig_filename=text))
    _rename(world, exercises[0].title)
    answered = _talk_about(world, world.take)
    return Stage(world, world.take, answered, _report_all(world))


def _exercise(lesson: Any, owner: User, text: str) -> Any:
    exercise = factories.ExerciseFactory(parent=lesson, title=text, owner=owner, live=False)
    exercise.passages = [Passage(label=text, start_ms=0, end_ms=500)]
    exercise.criteria = [RubricCriterion(label=text, description=text, max_points=4)]
    exercise.brief = [
        {"type": "heading", "value": text},
        {"type": "text", "value": text},
        {"type": "callout", "value": {"tone": "tip", "title": text, "text": text}},
        {"type": "passage", "value": {"label": text, "note": text}},
    ]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    return exercise


def _classmate(exercise: Any, text: str) -> None:
    student = factories.UserFactory(first_name=text, last_name=text)
    Enrolment.objects.create(course=exercise.course, user=student)
    factories.TakeFactory(student=student, exercise=exercise)


def _rename(world: World, text: str) -> None:
    for page in (world.course, world.exercise.get_parent().get_parent().specific):
        page.title = page.summary = text
        page.save_revision().publish()
    exercise = world.exercise
    exercise.title = PAYLOADS[6]
    exercise.passages = [Passage(label=text, start_ms=0, end_ms=500) for text in PAYLOADS]
    exercise.criteria = [RubricCriterion(label=text, description=text) for text in PAYLOADS]
    exercise.save_revision().publish()
    for name in ("student", "teacher"):
        person = world.users[name]
        person.first_name = person.last_name = text
        person.save()


def _talk_about(world: World, take: Take) -> Any:
    """Remarks, messages and segments by the same services that pages and API call."""
    student, teacher = world.users["student"], world.users["teacher"]
    feedback = open_feedback(actor=teacher, take=take)
    for text in PAYLOADS:
        add_marker(actor=teacher, feedback=feedback, start_ms=500, text=text)
        start_thread(actor=student, take=take, text=text)
    for place, text in enumerate(PAYLOADS[:20]):
        services.make_segment(
            actor=student, take=take, start_ms=place, end_ms=place + 500, label=text
        )
    release_feedback(actor=teacher, feedback=feedback)
    return feedback


def _report_all(world: World) -> ModerationCase:
    """Every message of the student's; the last case waits, the others are hidden."""
    teacher, cases = world.users["teacher"], []
    for message in ThreadMessage.objects.filter(author=world.users["student"]):
        subject = subjects.message(teacher, message.pk)
        assert subject is not None
        words = message.text[:900]
        cases.append(report(actor=teacher, subject=subject, reason="rude", words=words).case)
    for case in cases[:-1]:
        decide(
            actor=world.users["editor"],
            case=case,
            decision=Decision.HIDE,
            reason=case.said[:900],
            seen=timezone.now(),
        )
    return cases[-1]


def test_no_payload_becomes_code_on_any_page(stage: Stage) -> None:
    found = []
    for person, url in stage.pages:
        response = stage.world.clients[person].get(url)
        assert response.status_code == 200, url
        text = response.content.decode()
        assert "pwn" in text or url in WITHOUT_TEXTS or "/takes/" in url, f"{url} shows no payload"
        if url.startswith("/api/"):
            assert response["Content-Type"] == "application/json"
            assert response["X-Content-Type-Options"] == "nosniff"
        else:
            found += [f"{url}: {what}" for what in _code_in(text)]

    assert not found, "\n".join(found)


def _code_in(text: str) -> list[str]:
    """What a payload would have to become to run."""
    page = BeautifulSoup(text, "html.parser")
    found = [f"sum {match[0]!r}" for match in SUMS.finditer(page.get_text())]
    for tag in page.find_all(True):
        found += _running(tag)
    return found


def _running(tag: Tag) -> list[str]:
    found = [f"<{tag.name}>"] if tag.name == "xss-pwn" else []
    for name, value in tag.attrs.items():
        said = " ".join(value) if isinstance(value, list) else str(value)
        runs = re.match(r"[\s\x00-\x20]*(javascript|data|vbscript):", said, re.IGNORECASE)
        leads_away = re.match(r"\s*(https?:)?//pwn", said)
        if "pwn" in said and (name.startswith("on") or (name in LOADS and (runs or leads_away))):
            found.append(str(tag)[:120])
    if tag.name in ("script", "style") and "pwn" in tag.get_text():
        found += _bad_data(tag)
    return found


def _bad_data(tag: Tag) -> list[str]:
    """JSON beside the code may hold any text, as long as it is JSON to the end."""
    if tag.name == "script" and tag.get("type") == "application/json":
        json.loads(tag.get_text())
        return [] if "<" not in tag.get_text() else [f"< in {str(tag)[:80]}"]
    return [str(tag)[:120]]


# Texts that no column takes


def _doors(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """person, address, and the fields of it that take a text."""
    take = world.take.pk
    return [
        ("student", f"/api/v1/clips/{take}/threads/", {"text": ""}),
        ("student", f"/api/v1/threads/{world.thread.pk}/messages/", {"text": ""}),
        ("student", f"/api/v1/clips/{take}/segments/", {"label": "", "start_ms": 5, "end_ms": 900}),
        ("teacher", f"/api/v1/feedback/{world.draft.pk}/", {"summary": ""}),
        ("teacher", f"/api/v1/feedback/{world.draft.pk}/markers/", {"text": "", "start_ms": 0}),
        ("student", f"/takes/{take}/threads/", {"text": ""}),
        ("student", f"/threads/{world.thread.pk}/messages/", {"text": ""}),
        ("student", f"/practice/takes/{take}/segments/",
         {"label": "", "start_ms": "0:00.005", "end_ms": "0:00.900"}),
        ("student", "/profile/", {"first_name": "", "last_name": ""}),
        ("teacher", f"/messages/{world.thread.messages.first().pk}/report/",
         {"reason": "rude", "words": ""}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["nul\0byte", "\0", "x" * 100_000, "\U0001f3bb" * 100_000], ids=["nul", "0", "x", "🎻"]
)
def test_texts_that_are_too_long_or_invalid_are_refused(text: str, world: World) -> None:
    before = _written()
    for person, url, fields in _doors(world):
        filled = {name: value if value != "" else text for name, value in fields.items()}
        status = _send(world.clients[person], url, filled)
        is_page = not url.startswith("/api/")
        assert status in (range(400, 500) if not is_page else (200, 302, *range(400, 500))), url

    assert _written() == before


def _send(client: Client, url: str, filled: dict[str, Any]) -> int:
    if not url.startswith("/api/"):
        return int(client.post(url, filled).status_code)
    verb = client.patch if "summary" in filled else client.post
    return int(verb(url, filled, content_type="application/json").status_code)


def _written() -> tuple[Any, ...]:
    counts = [m.objects.count() for m in (ThreadMessage, VideoSegment, FeedbackMarker, Report)]
    return (*counts, *User.objects.order_by("pk").values_list("first_name", "last_name"))


ODD_SEARCHES = [
    "x" * 8000, "'\"", "* OR 1", "\u202e", "%F0%9F", '"unclosed', "a:b", "(", "NEAR(", "-",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD_SEARCHES)
def test_search_takes_anything(query: str, student: User, teacher: User) -> None:
    for user, url in [(student, "/search/?q="), (teacher, "/admin/pages/search/?q=")]:
        assert client_of(user).get(url + query).status_code == 200
