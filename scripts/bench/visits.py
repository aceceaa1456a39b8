"""Which pages are opened and what is posted, as whom: once for the clock, once for the queries.

A visit is a method, a path and a body; `Web` makes it over HTTP, `Counter` inside this process.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urljoin

import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.models import Course, CourseIndexPage, Exercise, Lesson
from feedback.models import Feedback, PracticeThread
from portal.accounts.models import User
from portal.videos.models import AssetState
from practice.models import ClipStatus, PracticeClip
from scripts.bench.people import a_student, empty_lesson, session_cookie, token_for

Body = dict[str, Any]
Counts = dict[str, int]
NO_MORE_THAN_MS = 100
_number: Iterator[int] = count(1)


@dataclass(frozen=True)
class Visit:
    """`body` is made anew for each post. `is_promise` tells a figure that is held to 100 ms."""

    name: str
    who: User
    path: str
    body: Callable[[], Body] | None = None
    is_promise: bool = False

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


def all_visits() -> list[Visit]:
    return [*_lists(), *_pages(), *_posts()]


def baselines() -> list[Visit]:
    """The least that a page and an answer of the API can cost: one without anything in it."""
    student = _person("student")
    return [
        Visit("an empty lesson", a_student(), _path(empty_lesson())),
        Visit("who am I", student, "/api/v1/auth/me/"),
    ]


def _lists() -> list[Visit]:
    student = _person("student")
    course = Course.objects.get(title=_exercise().course.title)
    return [
        Visit("exercise list, API", student, "/api/v1/exercises/", is_promise=True),
        Visit("exercise list of a course", student, _path(course), is_promise=True),
        Visit("list of courses", student, _path(CourseIndexPage.objects.get())),
        Visit("my practice", student, "/practice/"),
        Visit("takes, API", student, "/api/v1/clips/"),
    ]


def _pages() -> list[Visit]:
    student = _person("student")
    exercise = _exercise()
    lesson = Lesson.objects.parent_of(exercise).get()
    take = _answered_take()
    return [
        Visit("lesson page", student, _path(lesson), is_promise=True),
        Visit("exercise page", student, _path(exercise)),
        Visit("take page", student, take.get_absolute_url()),
        Visit("home page", student, "/"),
        Visit("teacher's home in the admin", _person("teacher"), "/admin/"),
    ]


def _posts() -> list[Visit]:
    student, teacher = _person("student"), _person("teacher")
    thread = PracticeThread.objects.filter(clip=_answered_take()).first()
    draft = _draft()
    return [
        Visit(
            "posting a message",
            student,
            f"/api/v1/threads/{thread.pk}/messages/",
            lambda: {"text": f"Message {next(_number)}"},
            is_promise=True,
        ),
        Visit(
            "posting a marker",
            teacher,
            f"/api/v1/feedback/{draft.pk}/markers/",
            lambda: {"start_ms": 10 * next(_number), "text": "Look here."},
            is_promise=True,
        ),
    ]


def segment_visit() -> Visit:
    clip = _answered_take()

    def body() -> Body:
        start = 1000 + 7 * next(_number) % 9000
        return {"start_ms": start, "end_ms": start + 2000}

    return Visit("making a segment", _person("student"), f"/api/v1/clips/{clip.pk}/segments/", body)


class Web:
    """Visits over HTTP, with the connection kept open as browsers do."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._sessions: dict[tuple[Any, bool], requests.Session] = {}

    def make(self, visit: Visit) -> requests.Response:
        session = self._session(visit)
        url = self.url + visit.path
        answer = session.post(url, json=visit.body()) if visit.body else session.get(url)
        _refuse_failure(visit, answer.status_code)
        return answer

    def get(self, visit: Visit, path: str, **headers: str) -> bytes:
        """Something that the answer to a visit named, as the same person."""
        answer = self._session(visit).get(urljoin(self.url, path), headers=headers)
        answer.raise_for_status()
        return answer.content

    def _session(self, visit: Visit) -> requests.Session:
        key = (visit.who.pk, visit.is_api)
        if key not in self._sessions:
            session = self._sessions[key] = requests.Session()
            session.trust_env = False
            if visit.is_api:
                session.headers["Authorization"] = f"Token {token_for(visit.who)}"
            else:
                session.cookies.update(session_cookie(visit.who))
        return self._sessions[key]


class Counter:
    """How many queries a visit takes, once everything that is kept between requests is warm."""

    def __init__(self) -> None:
        self._clients: dict[Any, Client] = {}

    def of_all(self, visits: list[Visit]) -> Counts:
        """Posts come first, so that both times pages show something of what they leave behind."""
        posts_first = sorted(visits, key=lambda visit: visit.body is None)
        counts = {visit.name: self.of(visit) for visit in posts_first}
        return {visit.name: counts[visit.name] for visit in visits}

    def of(self, visit: Visit) -> int:
        self._make(visit)
        with CaptureQueriesContext(connection) as queries:
            self._make(visit)
        return len(queries)

    def _make(self, visit: Visit) -> None:
        client = self._client(visit.who)
        if visit.body:
            answer = client.post(visit.path, visit.body(), content_type="application/json")
        else:
            answer = client.get(visit.path)
        _refuse_failure(visit, answer.status_code)

    def _client(self, who: User) -> Client:
        if who.pk not in self._clients:
            self._clients[who.pk] = Client(SERVER_NAME="127.0.0.1")
            self._clients[who.pk].force_login(who)
        return self._clients[who.pk]


def _refuse_failure(visit: Visit, status: int) -> None:
    """A page that fails, or sends to the log-in page, is quick for the wrong reason."""
    if status not in (200, 201):
        raise RuntimeError(f"{visit.name} ({visit.path}) answered {status}")


def _path(page: Page) -> str:
    parts = page.get_url_parts()
    if parts is None:
        raise RuntimeError(f"{page} has no address")
    return str(parts[2])


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.com")


def _own_takes() -> Any:
    """With bytes: those of the demo itself, not its copies."""
    takes = PracticeClip.objects.filter(student=_person("student"))
    watchable = takes.filter(asset__processing_status__in=AssetState.watchable())
    return watchable.exclude(course__slug__startswith="copy-").order_by("created_at")


def _answered_take() -> PracticeClip:
    take: PracticeClip = (
        _own_takes().filter(status=ClipStatus.ANSWERED, threads__isnull=False).first()
    )
    return take


def _exercise() -> Exercise:
    return _answered_take().exercise


def _draft() -> Feedback:
    clip = _own_takes().filter(status=ClipStatus.IN_REVIEW).first()
    return clip.feedback.get()
