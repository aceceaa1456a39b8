"""R3: Redis is emptied, killed and started empty, and stays away for five minutes.

The production shape runs: nginx, two web servers, two workers. Doorbells of takes that wait are
thrown away, and it is timed how long it takes until each of them is taken up. Then Redis is gone
while people open pages, log in and send takes; the web servers' own logs tell whether anybody got
an error.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from scripts.production import Production
from scripts.testbed import place
from tests.drills.result import Result

TRIALS, TAKES = 5, 4
MAX_SECONDS = 60
AWAY_SECONDS = 300.0
QUICK = {"away_seconds": 30.0, "trials": 2}


def run(*, away_seconds: float = AWAY_SECONDS, trials: int = TRIALS) -> dict[str, Any]:
    settings = {"WEB_WORKERS": "1", "WORKERS": "1", "SECURE_SSL_REDIRECT": "false"}
    with (
        place.production(with_demo=False, settings=settings) as portal,
        tempfile.TemporaryDirectory() as folder,
    ):
        started = time.monotonic()
        drill = Drill(portal, Path(folder), away_seconds)
        for _ in range(trials):
            drill.empty("flushed", lambda: portal.stack.redis.run("FLUSHALL"))
            drill.empty("restarted", drill.restart_empty)
        drill.go_without("away", drill.redis.kill, drill.redis.start, away_seconds)
        drill.go_without("hung", drill.redis.pause, drill.redis.resume, drill.hung_seconds)
        return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, portal: Production, folder: Path, away_seconds: float) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath
        from tests.drills.visitors import Visitors

        self.portal, self.redis = portal, portal.stack.redis
        self.aftermath = aftermath
        pause = max(2.0, away_seconds / 20)
        film = takes.film(folder, seconds=1)
        self.visitors = Visitors(portal.url, film, seconds_between_takes=pause)
        self.away_seconds = away_seconds
        self.hung_seconds = max(10.0, away_seconds / 10)
        self.waits: dict[str, list[float]] = {
            "flushed": [],
            "restarted": [],
            "away": [],
            "hung": [],
        }
        self.log_lines = 0

    def empty(self, how: str, lose_all: Callable[[], object]) -> None:
        """Takes are handed in while no worker looks, so that every doorbell of theirs is lost."""
        for worker in self.portal.workers:
            worker.pause()
        for _ in range(TAKES):
            self.visitors.send()
        lose_all()
        for worker in self.portal.workers:
            worker.resume()
        self._time(how)
        self._finish()

    def restart_empty(self) -> None:
        self.redis.kill()
        self.redis.start()

    def go_without(
        self, how: str, leave: Callable[[], None], come_back: Callable[[], None], seconds: float
    ) -> None:
        before = self._log_size()
        leave()
        with self.visitors.at_it():
            time.sleep(seconds)
        self.log_lines += self._log_size() - before
        come_back()
        self._time(how)
        self._finish()

    def result(self, seconds: float) -> Result:
        answers = self.visitors.answers
        waits = [wait for found in self.waits.values() for wait in found]
        return Result(
            "R3",
            "Redis emptied or away: all pending resume in < 60 s, pages and uploads work, 0 × 500",
            trials=len(waits),
            faults={
                "slow to resume": sum(wait > MAX_SECONDS for wait in waits),
                "answers of 500 and more": self._server_errors(),
                "bad answers": len(answers.bad),
                "lost": self.aftermath.lost(),
                "doubled": self.aftermath.doubled(),
            },
            facts={
                **{f"s until {how}": round(max(waits), 1) for how, waits in self.waits.items()},
                "s away": round(self.away_seconds),
                "s hung": round(self.hung_seconds),
                **answers.good,
                "s slowest answer": round(answers.slowest, 1),
                "log lines of it": self.log_lines,
            },
            seconds=round(seconds, 1),
            stack="production",
            note="; ".join(answers.bad[:5]),
        )

    def _time(self, how: str) -> None:
        """Until every take that waited is being worked on, or was."""
        from videos.models import Job, JobKind

        began = time.monotonic()
        pending = list(Job.objects.filter(kind=JobKind.PREPARE, attempt=0).values_list("pk"))
        if not pending:
            self.waits[how].append(0.0)
            return
        waiting = Job.objects.filter(pk__in=[pk for (pk,) in pending], attempt=0)
        eventually(lambda: waiting.count() < len(pending), seconds=300, every=0.2)
        first = time.monotonic() - began
        eventually(lambda: not waiting.exists(), seconds=600, every=0.2)
        # The takes of five minutes keep two workers busy for a while: there the first one counts.
        was_away = how in ("away", "hung")
        self.waits[how].append(first if was_away else time.monotonic() - began)

    def _finish(self) -> None:
        eventually(self.aftermath.all_settled, seconds=600, every=0.5)

    def _server_errors(self) -> int:
        return sum(self._errors_in(web.log) for web in self.portal.webs)

    def _errors_in(self, log: Path) -> int:
        found = 0
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):
                found += int(json.loads(line).get("status", 0) or 0) >= 500
        return found

    def _log_size(self) -> int:
        """What an outage says besides the requests' own lines."""
        programs = [*self.portal.webs, *self.portal.workers]
        lines = [line for one in programs for line in one.log.read_text().splitlines()]
        return sum('"duration_ms"' not in line for line in lines)
