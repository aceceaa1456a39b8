"""A portal as in production, whose servers these tests take away: web, worker, PostgreSQL, Redis.

portal            the running servers and the people in them, started once for these tests
"""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from scripts.common.paths import ROOT
from scripts.production.program import environment, run
from scripts.production.web import Web
from scripts.production.worker import Worker
from scripts.services import Postgres, Redis
from scripts.services.ports import HOST
from tests.migrated import POSTGRES

SETTLE = """
import django, json
django.setup()
from scripts.testbed import people
student, lesson = people.a_student(), people.empty_lesson()
student.set_password("a password for tests")
student.save()
print(json.dumps({
    "email": student.email,
    "cookie": people.session_cookie(student),
    "token": people.token_for(student),
    "exercise": str(people.an_exercise().uid),
    "lesson": lesson.url,
}))
"""


@dataclass
class Portal:
    web: Web
    worker: Worker
    postgres: Postgres
    redis: Redis
    people: dict[str, Any]

    def page(self, path: str = "") -> requests.Response:
        """As the student's browser asks for it."""
        accept = {"Accept": "text/html"}
        return self._ask("GET", path or self.people["lesson"], headers=accept, is_browser=True)

    def call(self, verb: str, path: str, **how: Any) -> requests.Response:
        """As the student's program asks."""
        token = {"Authorization": f"Token {self.people['token']}"}
        return self._ask(verb, f"/api/v1/{path}", headers=token, **how)

    def health(self, which: str = "ready") -> requests.Response:
        return self._ask("GET", f"/core/health/{which}/")

    def send(self, film: Path) -> str:
        """A take, handed in by a program; its id."""
        size = film.stat().st_size
        asked = {"exercise": self.people["exercise"], "filename": "a.mp4", "size_bytes": size}
        begun = self.call("POST", "uploads/", json=asked).json()
        sent = requests.put(begun["url"], data=film.read_bytes(), timeout=30)
        assert sent.status_code == 200, sent.text
        committed = self.call("POST", f"clips/{begun['take_id']}/commit/")
        assert committed.status_code == 200, committed.text
        return str(begun["take_id"])

    def phase_of(self, take_id: str) -> str:
        return str(self.call("GET", f"clips/{take_id}/status/").json()["phase"])

    def _ask(self, verb: str, path: str, is_browser: bool = False, **how: Any) -> requests.Response:
        session = requests.Session()
        session.trust_env = False
        cookies = self.people["cookie"] if is_browser else {}
        return session.request(verb, f"{self.web.url}{path}", cookies=cookies, timeout=60, **how)


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with ExitStack() as started:
        postgres = started.enter_context(Postgres(is_durable=False))
        redis = started.enter_context(Redis())
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"http://{HOST}",
            "MEDIA_STORAGE": "local",
            "WEB_WORKERS": "1",
            "JOB_LEASE_SECONDS": "3",
            "PRACTIKA_HOME": str(tmp_path_factory.mktemp("portal")),
            **postgres.environ,
            **redis.environ,
        }
        Path(settings["PRACTIKA_HOME"], "static").mkdir()
        with POSTGRES.one_at_a_time():
            POSTGRES.load(postgres.url)
            run(settings, "migrate", "--verbosity", "0")
            POSTGRES.save(postgres.url)
        people = json.loads(_python(SETTLE, settings))
        web = started.enter_context(Web(settings))
        worker = started.enter_context(Worker(settings))
        yield Portal(web, worker, postgres, redis, people)


def _python(code: str, settings: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
