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

from accounts.models import User
from courses.models import CourseIndexPage, Lesson
from practice.models import Take
from scripts.bench.school import School
from scripts.testbed.people import a_student, empty_lesson, session_cookie, token_for

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


def all_visits(school: School) -> list[Visit]:
    return [*_lists(school), *_pages(school), *_posts(school)]


def baselines() -> list[Visit]:
    """The least that a page and an answer of the API can cost: one without anything in it."""
    return [
        Visit("an empty lesson", a_student(), empty_lesson().url),
        Visit("who am I", a_student(), "/api/v1/auth/me/"),
    ]


def _lists(school: School) -> list[Visit]:
    student = school.person("student")
    return [
        Visit("exercise list, API", student, "/api/v1/exercises/", is_promise=True),
        Visit("exercise list of a course", student, school.course.url, is_promise=True),
        Visit("list of courses", student, CourseIndexPage.objects.get().url),
        Visit("my practice", student, "/practice/"),
        Visit("takes, API", student, "/api/v1/clips/"),
    ]


def _pages(school: School) -> list[Visit]:
    student, exercise = school.person("student"), school.rich.exercise
    lesson = Lesson.objects.parent_of(exercise).get()
    return [
        Visit("lesson page", student, lesson.url, is_promise=True),
        Visit("exercise page", student, exercise.url),
        Visit("take page", student, school.rich.get_absolute_url()),
        Visit("home page", student, "/"),
        Visit("teacher's home in the admin", school.person("teacher"), "/admin/"),
    ]


def _posts(school: School) -> list[Visit]:
    thread = school.rich.threads.order_by("pk")[0]
    return [
        Visit(
            "posting a message",
            school.person("student"),
            f"/api/v1/threads/{thread.pk}/messages/",
            lambda: {"text": f"Message {next(_number)}"},
            is_promise=True,
        ),
        Visit(
            "posting a marker",
            school.person("teacher"),
            f"/api/v1/feedback/{school.draft.pk}/markers/",
            lambda: {"start_ms": 10 * next(_number), "text": "Look here."},
            is_promise=True,
        ),
    ]


def segment_visit(take: Take) -> Visit:
    """Each time another span of the take, whose video needs at least twelve seconds."""

    def body() -> Body:
        start = 1000 + 7 * next(_number) % 9000
        return {"start_ms": start, "end_ms": start + 2000}

    return Visit("making a segment", take.student, f"/api/v1/clips/{take.pk}/segments/", body)


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
