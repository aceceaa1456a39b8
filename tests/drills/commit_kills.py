"""R2: kill -9 at each step of each takeover and commit: nothing is lost, doubled or left."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.common.waiting import eventually
from tests.drills import place
from tests.drills.forked import fork, steps_of
from tests.drills.result import Result
from tests.workers import processes_with

KNOBS = {"JOB_LEASE_SECONDS": "1", "DELIVERY_URL_SECONDS": "1"}
QUICK = {"kinds": ["poster"]}


def run(*, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Of these kinds of job, or of all."""
    with place.settled(KNOBS) as home:
        started = time.monotonic()
        drill = Drill(home)
        for kind in kinds or drill.scenes:
            drill.play(kind, drill.scenes[kind])
        drill.aftermath.sweep(pause=3)
        return drill.result(time.monotonic() - started).as_dict()


@dataclass
class Drill:
    """A scene asks for one job; its commit is killed at its first step, then at its second, …"""

    home: Path
    trials: int = 0
    survivors: int = 0
    unfinished: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    scenes: dict[str, Callable[[], object]] = field(init=False)

    def __post_init__(self) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath

        self.takes, self.aftermath = takes, aftermath
        self.film = takes.film(self.home)
        self.length = 0
        self.scenes = {
            "prepare": self.hand_in,
            "ladder": self.hand_in_and_prepare,
            "clip": self.ask_for_clip,
            "poster": self.ask_for_poster,
            "remake": self.ask_for_remake,
        }

    def play(self, kind: str, ask: Callable[[], object]) -> None:
        ask()
        names = steps_of(work_one, self.home / "steps.json")
        work_all()
        self.steps[kind] = len(names)
        print(f"  {kind}: {len(names)} steps", flush=True)
        for number in range(1, len(names) + 1):
            ask()
            self.kill_at(number)
            self.recover()

    def kill_at(self, number: int) -> None:
        self.trials += 1
        self.survivors += fork(work_one, at=number).wait() != -signal.SIGKILL

    def recover(self) -> None:
        """As the next worker would: when the lease has run out, the job is done by another."""

        def is_done() -> bool:
            work_all()
            return self.aftermath.all_settled()

        self.unfinished += not eventually(is_done, seconds=60, every=0.2)

    def result(self, seconds: float) -> Result:
        return Result(
            "R2",
            "kill -9 at each step of each takeover and commit: 0 lost, doubled, orphans, leftovers",
            trials=self.trials,
            faults={
                "lost": self.aftermath.lost() + self.unfinished,
                "doubled": self.aftermath.doubled(),
                "orphans": len(processes_with(str(self.home))),
                "leftovers": self.aftermath.leftovers(),
                "not killed": self.survivors,
            },
            facts={f"steps of {kind}": count for kind, count in self.steps.items()},
            seconds=round(seconds, 1),
        )

    # What is asked for

    def hand_in(self) -> None:
        self.asset = self.takes.hand_in(self.film)

    def hand_in_and_prepare(self) -> None:
        self.hand_in()
        work_one()

    def ask_for_clip(self) -> None:
        from scripts.testbed.people import a_student
        from videos.watching import clips

        self.length += 1
        end_ms = 500 + self.length
        clips.make_clip(actor=a_student(), asset=self._ready(), start_ms=0, end_ms=end_ms)

    def ask_for_poster(self) -> None:
        from videos.queue.enqueue import draw_poster_soon

        draw_poster_soon(self._ready())

    def ask_for_remake(self) -> None:
        from videos.queue.enqueue import remake_soon

        remake_soon(self._ready())

    def _ready(self) -> Any:
        from videos.models import VideoAsset

        ready = VideoAsset.objects.watchable().order_by("created_at").first()
        if ready is None:
            self.hand_in()
            work_all()
            return self._ready()
        return ready


def work_one() -> bool:
    from videos.worker.run import work_one

    return work_one()


def work_all() -> None:
    while work_one():
        pass
