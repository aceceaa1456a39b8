"""R11: twenty people write at once to a portal on SQLite, beside a worker, and nobody is refused.

The portal runs as one desk would run it, but harder: two server processes of ten threads each. For
five minutes students send takes, mark segments and talk, teachers write remarks and release them,
and people log in.
"""

import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from scripts.production import Web, Worker
from scripts.testbed import place
from tests.drills.result import Result

SECONDS = 300.0
QUICK = {"seconds": 30.0}
STUDENTS, TEACHERS = 11, 8
"""And one who sends takes."""
SECONDS_BETWEEN_TAKES = 8.0
LOCKED = "database is locked"
KNOBS = {"WORKERS": "1", "WEB_WORKERS": "2", "WEB_THREADS": "10"}


def run(seconds: float = SECONDS) -> dict[str, Any]:
    if os.environ.get("PRACTIKA_STACK") == "production":
        sys.exit("This drill is about SQLite: run it on the embedded stack.")
    with place.settled(KNOBS) as home, Worker({}) as worker, Web({}) as web:
        drill = Drill(home, worker, web, seconds)
        drill.write()
        drill.finish()
        return drill.result().as_dict()


class Drill:
    def __init__(self, home: Path, worker: Worker, web: Web, seconds: float) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath, school
        from tests.drills.visitors import Visitors

        self.worker, self.web, self.url = worker, web, web.url
        self.seconds, self.aftermath = seconds, aftermath
        film = takes.film(home, seconds=1)
        self.school = school.found(STUDENTS, TEACHERS, film)
        self.visitors = Visitors(web.url, film, seconds_between_takes=SECONDS_BETWEEN_TAKES)
        self.visitors.pages, self.visitors.calls = ["/", "/practice/"], ["/api/v1/clips/"]
        self.answers = self.visitors.answers
        self.done = threading.Event()
        self.started = time.monotonic()

    def write(self) -> None:
        people = [*self.school.students, *self.school.teachers]
        with ThreadPoolExecutor(len(people)) as pool, self.visitors.at_it():
            for number, person in enumerate(people):
                pool.submit(self._write_on, person, random.Random(number))
            time.sleep(self.seconds)
            self.done.set()

    def finish(self) -> None:
        eventually(self.aftermath.all_settled, seconds=600, every=0.5)

    def result(self) -> Result:
        good = self.answers.good
        writes = sum(good.values()) - good["pages"] - good["calls"]
        return Result(
            "R11",
            "SQLite: 20 writers and a worker for 5 min, 0 “database is locked” shown",
            trials=writes,
            faults={
                "bad answers": len(self.answers.bad),
                f"“{LOCKED}” in the logs": self._locked(),
                "jobs left": 0 if self.aftermath.all_settled() else 1,
            },
            facts={
                "writes a second": round(writes / self.seconds, 1),
                **good,
                "s slowest answer": round(self.answers.slowest, 1),
            },
            seconds=round(time.monotonic() - self.started, 1),
            note="; ".join(self.answers.bad[:5]),
        )

    def _write_on(self, person: Any, chance: random.Random) -> None:
        session = person.session(self.url)
        while not self.done.is_set():
            what, method, path, body = chance.choice(person.deeds)()
            self._send(session, what, method, self.url + path, body)

    def _send(self, session: Any, what: str, method: str, url: str, body: Any) -> None:
        started = time.monotonic()
        try:
            answer = session.request(method, url, json=body, timeout=120)
        except OSError as error:
            self.answers.bad.append(f"{what}: {error!r}")
            return
        is_good = answer.status_code in (200, 201)
        status = 200 if is_good and LOCKED not in answer.text else answer.status_code
        self.answers.note(what, status, time.monotonic() - started)

    def _locked(self) -> int:
        logs = [one.log.read_text(errors="replace") for one in (self.web, self.worker)]
        return sum(log.count(LOCKED) for log in logs)
