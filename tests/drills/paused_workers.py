"""R7: a worker that is paused past its lease wakes: what it made is refused, 20 of 20.

A third of them are paused with SIGSTOP at random moments of their work, a third exactly before the
transaction that would publish it, a third while they take the upload over, before its move; another
worker does the job meanwhile.
"""

import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from tests.drills import place
from tests.drills.forked import Child, fork
from tests.drills.result import Result
from tests.workers import processes_with

TRIALS = 20
QUICK = {"trials": 3}
LEASE_SECONDS = 2
KNOBS = {"JOB_LEASE_SECONDS": str(LEASE_SECONDS), "DELIVERY_URL_SECONDS": "1"}
ANY_MOMENT, BEFORE_COMMIT, IN_TAKEOVER = "", "after Staging.arrived", "before {storage}.move"
"""Where it sleeps. Before the commit everything is made and nothing is published."""
MOMENTS = (ANY_MOMENT, BEFORE_COMMIT, IN_TAKEOVER)
REFUSED = "no longer ours"


def run(*, trials: int = TRIALS) -> dict[str, Any]:
    with place.settled(KNOBS) as home:
        started = time.monotonic()
        drill = Drill(home, trials)
        for number in range(trials):
            drill.pause(MOMENTS[number % len(MOMENTS)])
        drill.aftermath.sweep(pause=2 * LEASE_SECONDS + 1)
        return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, home: Path, trials: int) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath

        self.takes, self.aftermath = takes, aftermath
        self.home, self.trials = home, trials
        self.chance = random.Random(os.environ.get("SEED", "practika"))
        self.film = takes.film(home)
        self.refused = self.changed = self.not_paused = self.too_quick = 0

    def pause(self, moment: str) -> None:
        from videos.storage import get_storage
        from videos.worker.run import work_one

        self.takes.hand_in(self.film)
        told = self.home / "told.json"
        at = moment.format(storage=type(get_storage()).__name__) or None
        sleeper = fork(work_one, at=at, by=signal.SIGSTOP, told=told)
        sleeps = self._sleeps(sleeper, at)
        if not sleeps and at is None and self.too_quick < self.trials:
            self.too_quick += 1  # done before its moment came: another take
            self.pause(moment)
            return
        self.not_paused += not sleeps
        self._done_by_another()
        before = self._all_there_is()
        sleeper.resume()
        code = sleeper.wait()
        self.changed += self._all_there_is() != before
        self.refused += code == 0 and _was_refused(told)

    def result(self, seconds: float) -> Result:
        return Result(
            "R7",
            "a worker paused past its lease wakes: its commit is refused",
            trials=self.trials,
            faults={
                "not refused": self.trials - self.refused,
                "changed by the late": self.changed,
                "not paused": self.not_paused,
                "lost": self.aftermath.lost(),
                "doubled": self.aftermath.doubled(),
                "orphans": len(processes_with(str(self.home))),
                "leftovers": self.aftermath.leftovers(),
            },
            facts={"refused": self.refused, "done before their moment": self.too_quick},
            seconds=round(seconds, 1),
        )

    def _sleeps(self, sleeper: Child, at: str | None) -> bool:
        """Its encoders sleep with it, as on a machine that is suspended."""
        if at is None:
            eventually(self._is_claimed, seconds=20, every=0.01)
            time.sleep(self.chance.uniform(0, 0.8))
            sleeper.pause()
        return sleeper.wait_until_stopped()

    def _is_claimed(self) -> bool:
        from videos.models import Job

        return Job.objects.running().exists()

    def _done_by_another(self) -> None:
        from videos.worker.run import work_one

        def is_done() -> bool:
            while work_one():
                pass
            return self.aftermath.all_settled()

        eventually(is_done, seconds=LEASE_SECONDS + 60, every=0.2)

    def _all_there_is(self) -> dict[str, Any]:
        from events.models import Event
        from videos.models import Job, JobAttempt, Rendition, VideoAsset
        from videos.storage import get_storage

        published = [found for found in get_storage().walk() if "/making/" not in found.key]
        rows = {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in (Event, Job, JobAttempt, Rendition, VideoAsset)
        }
        return rows | {"stored": sorted(published, key=lambda found: found.key)}


def _was_refused(told: Path) -> bool:
    lines = json.loads(told.read_text())["log"]
    return any(REFUSED in line for line in lines)
