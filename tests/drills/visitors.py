"""People who look at pages, log in and send takes all the while, and what they were answered."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

PASSWORD = "a password for drills"
SECONDS_BETWEEN_LOG_INS = 5
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answers:
    """By what was done: how often it went well, and what was answered where it did not."""

    good: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest: float = 0

    def note(self, what: str, status: int, seconds: float) -> None:
        self.slowest = max(self.slowest, seconds)
        if status == 200:
            self.good[what] += 1
        else:
            self.bad.append(f"{what}: {status}")


class Visitors:
    """`pages` are paths that `student` may open; `film` is sent to `exercise` again and again."""

    def __init__(self, url: str, film: Path, *, seconds_between_takes: float = 5) -> None:
        from scripts.testbed import people

        self.url, self.film, self.pause = url, film, seconds_between_takes
        self.exercise = people.an_exercise()
        self.student = people.a_student()
        self.student.set_password(PASSWORD)
        self.student.save()
        self.cookie = people.session_cookie(self.student)
        self.token = people.token_for(self.student)
        lesson = people.empty_lesson()
        self.pages = ["/", lesson.url, self.exercise.url, "/practice/", "/profile/"]
        self.calls = ["/api/v1/exercises/", "/api/v1/clips/", "/core/health/ready/"]
        self.answers = Answers()
        self.takes: list[str] = []

    @contextmanager
    def at_it(self) -> Iterator[None]:
        done = threading.Event()
        tasks: list[tuple[Callable[[], None], float]] = [
            (self._open_pages, 0.1),
            (self._call, 0.1),
            (self._log_in, SECONDS_BETWEEN_LOG_INS),
            (self.send, self.pause),
        ]
        threads = [threading.Thread(target=_again, args=(*task, done)) for task in tasks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            done.set()
            for thread in threads:
                thread.join()

    def send(self) -> None:
        """By the client package, which says nothing of what it had to try again."""
        from practika.client import Practika

        started = time.monotonic()
        client = Practika(self.url, self.token)
        try:
            self.takes.append(str(client.upload(self.film, str(self.exercise.uid))["id"]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the drill counts it
            self.answers.bad.append(f"upload: {error!r}")
        else:
            self.answers.note("uploads", 200, time.monotonic() - started)

    def _open_pages(self) -> None:
        for path in self.pages:
            self._get("pages", path, cookies=self.cookie)

    def _call(self) -> None:
        for path in self.calls:
            self._get("calls", path, headers={"Authorization": f"Token {self.token}"})

    def _log_in(self) -> None:
        """The form, as a browser fills it in."""
        session = requests.Session()
        session.trust_env = False
        address, started = f"{self.url}/account/login/", time.monotonic()
        try:
            form = CSRF.search(session.get(address, timeout=60).text)
            fields = {"login": self.student.email, "password": PASSWORD}
            told = fields | {"csrfmiddlewaretoken": form[1] if form else ""}
            answer = session.post(address, told, allow_redirects=False, timeout=60)
        except requests.RequestException as error:
            self.answers.bad.append(f"log-in: {error!r}")
            return
        status = 200 if answer.status_code == 302 else answer.status_code
        self.answers.note("log-ins", 599 if answer.status_code == 200 else status, _since(started))

    def _get(self, what: str, path: str, **how: Any) -> None:
        started = time.monotonic()
        session = requests.Session()
        session.trust_env = False
        try:
            answer = session.get(f"{self.url}{path}", timeout=60, **how)
        except requests.RequestException as error:
            self.answers.bad.append(f"{path}: {error!r}")
            return
        self.answers.note(what, answer.status_code, _since(started))
        if answer.status_code != 200:
            self.answers.bad[-1] += f" {path}"


def _again(task: Callable[[], None], pause: float, done: threading.Event) -> None:
    while True:
        task()
        if done.wait(pause):
            return


def _since(started: float) -> float:
    return time.monotonic() - started
