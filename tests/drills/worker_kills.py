"""R1: kill -9 a worker at 20 random points in 30 transcodes: nothing is lost, doubled or left."""

import os
import random
import time
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from tests.drills import place
from tests.drills.result import Result
from tests.workers import Worker, processes_with

TAKES, KILLS, WORKERS = 30, 20, 2
QUICK = {"takes": 8, "kills": 4}
MAX_LIFE = 2.5
ORPHANS_MAY_LIVE = 1.0
KNOBS = {"JOB_LEASE_SECONDS": "3", "DELIVERY_URL_SECONDS": "1", "WORKERS": "1"}


def run(*, takes: int = TAKES, kills: int = KILLS) -> dict[str, Any]:
    with place.settled(KNOBS) as home:
        started = time.monotonic()
        drill = Drill(home)
        drill.hand_in(takes)
        drill.kill(kills)
        drill.finish()
        return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, home: Path) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath

        self.takes, self.aftermath = takes, aftermath
        self.home = home
        self.chance = random.Random(os.environ.get("SEED", "practika"))
        self.workers = [Worker(home / f"worker-{number}.log") for number in range(WORKERS)]
        self.transcodes = self.kills = self.killed_at_work = self.orphans = 0

    def hand_in(self, count: int) -> None:
        self.transcodes = count
        film = self.takes.film(self.home)
        for _ in range(count):
            self.takes.hand_in(film)

    def kill(self, count: int) -> None:
        """A worker that is at work, at a moment nobody chose; another is started in its place."""
        self.kills = count
        for worker in self.workers:
            worker.start()
        for _ in range(count):
            worker = self._one_at_work()
            time.sleep(self.chance.uniform(0, MAX_LIFE))
            tokens = self._tokens_of(worker)
            worker.kill()
            self.killed_at_work += bool(tokens)
            self.orphans += self._orphans(tokens)
            worker.start()

    def finish(self) -> None:
        eventually(self.aftermath.all_settled, seconds=600, every=0.5)
        for worker in self.workers:
            worker.kill()
        self.aftermath.sweep(pause=7)

    @property
    def too_few_at_work(self) -> int:
        """Killing a worker that has just become idle proves nothing; it may happen now and then."""
        return max(0, self.kills // 2 - self.killed_at_work)

    def result(self, seconds: float) -> Result:
        from videos.models import JobAttempt, Outcome

        return Result(
            "R1",
            "kill -9 a worker at random points: 0 lost, doubled, orphans, leftovers",
            trials=self.kills,
            faults={
                "lost": self.aftermath.lost(),
                "doubled": self.aftermath.doubled(),
                "orphans": self.orphans + len(processes_with(str(self.home))),
                "leftovers": self.aftermath.leftovers(),
                "too few at work": self.too_few_at_work,
            },
            facts={
                "transcodes": self.transcodes,
                "kills": self.kills,
                "in the middle of work": self.killed_at_work,
                "attempts lost": JobAttempt.objects.filter(outcome=Outcome.LOST).count(),
            },
            seconds=round(seconds, 1),
        )

    def _one_at_work(self) -> Worker:
        eventually(lambda: any(map(self._tokens_of, self.workers)), seconds=60)
        busy = [worker for worker in self.workers if self._tokens_of(worker)]
        return self.chance.choice(busy or self.workers)

    def _tokens_of(self, worker: Worker) -> list[str]:
        from videos.models import Job

        running = Job.objects.running().filter(worker__contains=f":{worker.pid}:")
        return [str(token) for token in running.values_list("token", flat=True)]

    def _orphans(self, tokens: list[str]) -> int:
        """Encoders that live on a second after their worker's death."""
        found = [lambda token=token: not processes_with(token) for token in tokens]
        return sum(not eventually(gone, seconds=ORPHANS_MAY_LIVE) for gone in found)
