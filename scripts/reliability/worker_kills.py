"""R1: kill -9 a worker at 20 random points in 30 transcodes: nothing is lost, doubled or left."""

import os
import random
import time
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from scripts.reliability import place
from scripts.reliability.result import Result
from scripts.reliability.workers import Worker, processes_with

TAKES, KILLS, WORKERS = 30, 20, 2
LEAST_AT_WORK = KILLS // 2
"""To kill a worker that has just become idle proves nothing; chance may have it so now and then."""
LONGEST_LIFE = 2.5
ORPHANS_MAY_LIVE = 1.0
KNOBS = {"JOB_LEASE_SECONDS": "3", "DELIVERY_URL_SECONDS": "1", "WORKERS": "1"}


def run() -> dict[str, Any]:
    with place.settled(**KNOBS) as home:
        started = time.monotonic()
        drill = Drill(home)
        drill.hand_in(TAKES)
        drill.kill(KILLS)
        drill.finish()
        return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, home: Path) -> None:
        from scripts.reliability import takes

        self.takes = takes
        self.home = home
        self.chance = random.Random(os.environ.get("SEED", "practika"))  # noqa: S311
        self.workers = [Worker(home / f"worker-{number}.log") for number in range(WORKERS)]
        self.killed_at_work = self.orphans = 0

    def hand_in(self, count: int) -> None:
        film = self.takes.film(self.home)
        for _ in range(count):
            self.takes.hand_in(film)

    def kill(self, count: int) -> None:
        """A worker that is at work, at a moment nobody chose; another is started in its place."""
        for worker in self.workers:
            worker.start()
        for _ in range(count):
            worker = self._one_at_work()
            time.sleep(self.chance.uniform(0, LONGEST_LIFE))
            tokens = self._tokens_of(worker)
            worker.kill()
            self.killed_at_work += bool(tokens)
            self.orphans += self._orphans(tokens)
            worker.start()

    def finish(self) -> None:
        eventually(self.takes.all_settled, seconds=600, every=0.5)
        for worker in self.workers:
            worker.kill()
        self.takes.sweep(pause=7)

    def result(self, seconds: float) -> Result:
        from portal.videos.models import JobAttempt, Outcome

        left = len(self.takes.leftovers()) + len(self.takes.missing())
        return Result(
            "R1",
            "kill -9 a worker at random points: 0 lost, doubled, orphans, leftovers",
            trials=KILLS,
            faults={
                "lost": self.takes.lost(),
                "doubled": self.takes.doubled(),
                "orphans": self.orphans + len(processes_with(str(self.home))),
                "leftovers": left,
                "too few at work": max(0, LEAST_AT_WORK - self.killed_at_work),
            },
            facts={
                "transcodes": TAKES,
                "kills": KILLS,
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
        from portal.videos.models import Job

        running = Job.objects.running().filter(worker__contains=f":{worker.pid}:")
        return [str(token) for token in running.values_list("token", flat=True)]

    def _orphans(self, tokens: list[str]) -> int:
        """Encoders that live on a second after their worker's death."""
        found = [lambda token=token: not processes_with(token) for token in tokens]
        return sum(not eventually(gone, seconds=ORPHANS_MAY_LIVE) for gone in found)


if __name__ == "__main__":
    print(run())
