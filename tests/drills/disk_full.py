"""R9: the disk is full at ten points of a transcode: nothing broken is published, all resume.

The disk is a small file system in memory, in a mount namespace of the drill's own, so that nothing
is left of it whatever happens; a plain user may do that wherever bubblewrap works. Everything is on
it, as on a small server: database, queue, originals, scratch. A take is handed in, a ballast leaves
just as much room as one tenth more of the work needs, and a real worker runs into the end of it.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.common.paths import ROOT
from scripts.common.waiting import eventually
from scripts.testbed import place
from tests.drills.result import Result
from tests.workers import Worker

MODULE = "tests.drills.disk_full"
POINTS = 10
DISK_BYTES = 256 * 1024 * 1024
TRIES = 4
FILM_SECONDS = 10.0
FULLEST = 0.85
"""Beyond it, the small savings of one run over another let the work come through."""
MAX_SECONDS_TO_RESUME = 120
KNOBS = {"JOB_LEASE_SECONDS": "3", "DELIVERY_URL_SECONDS": "1", "WORKERS": "1"}


def run() -> dict[str, Any]:
    """In a process that may mount, because its namespace is its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "result.json"
        disk = Path(folder) / "disk"
        disk.mkdir()
        as_somebody = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        command = ["unshare", "--mount", *as_somebody, sys.executable, "-m", MODULE]
        done = subprocess.run([*command, str(disk), str(told)], cwd=ROOT, check=False)
        if done.returncode or not told.exists():
            sys.exit("The full-disk drill failed to finish, see above.")
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return found


def run_on(disk: Path) -> dict[str, Any]:
    size = f"size={DISK_BYTES}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "practika-drill", disk], check=True)
    with place.settled(KNOBS, within=disk) as home:
        started = time.monotonic()
        drill = Drill(disk, home)
        for point in range(POINTS):
            drill.run_out_at(FULLEST * (point + 0.5) / POINTS)
        return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, disk: Path, home: Path) -> None:
        from scripts.testbed import takes
        from tests.drills import aftermath

        self.takes, self.aftermath = takes, aftermath
        self.disk, self.home = disk, home
        self.film = takes.film(home, seconds=FILM_SECONDS)
        self.worker = Worker(disk.parent / "worker.log")  # beside the disk, where there is room
        self.need = self._measure()
        self.ran_out = self.broken = 0
        self.waits: list[float] = []

    def run_out_at(self, share: float) -> None:
        """One run needs a little less than another: where the room sufficed, there is less."""
        for less in range(TRIES):
            if self._fill_up(share * 0.8**less):
                self.ran_out += 1
                return

    def _fill_up(self, share: float) -> bool:
        """Whether the work ran out of room."""
        asset = self.takes.hand_in(self.film)
        with self._ballast(leave=int(self.need * share)), self.worker:
            eventually(lambda: self._ran_out_or_ended(asset), seconds=45)
            ran_out = not self._is_ready(asset)
            self.broken += self._count_broken()
            pid = self.worker.pid
            self._drop_ballast()
            self._time(asset)
            assert self.worker.pid == pid
        self.broken += self._count_broken()
        return ran_out

    def result(self, seconds: float) -> Result:
        self.aftermath.sweep(pause=7)
        return Result(
            "R9",
            "the disk full at 10 points: 0 broken ladders published, all resume when it is freed",
            trials=POINTS,
            faults={
                "broken": self.broken,
                "lost": self.aftermath.lost(),
                "doubled": self.aftermath.doubled(),
                "leftovers": self.aftermath.leftovers(),
                "slow to resume": sum(wait > MAX_SECONDS_TO_RESUME for wait in self.waits),
                "never full": POINTS - self.ran_out,
            },
            facts={
                "ran out of room": self.ran_out,
                **self._attempts(),
                "MB needed": round(self.need / 1024**2, 1),
                "s to resume at most": round(max(self.waits), 1),
            },
            seconds=round(seconds, 1),
            stack="embedded",
        )

    def _attempts(self) -> dict[str, int]:
        from django.db.models import Count

        from videos.models import JobAttempt

        counted = JobAttempt.objects.values_list("outcome").annotate(count=Count("pk"))
        return {f"attempts {outcome}": count for outcome, count in counted.order_by("outcome")}

    def _measure(self) -> int:
        """What one take needs at most while it is worked on, beside its original."""
        asset = self.takes.hand_in(self.film)
        before, most, done = self._used(), [0], threading.Event()

        def watch() -> None:
            while not done.wait(0.005):
                most[0] = max(most[0], self._used())

        watching = threading.Thread(target=watch)
        watching.start()
        with self.worker:
            ready = eventually(lambda: self._is_ready(asset), seconds=120)
        done.set()
        watching.join()
        if not ready:
            sys.exit(f"The first take did not become ready.\n{self.worker.text[-2000:]}")
        return most[0] - before

    def _used(self) -> int:
        found = os.statvfs(self.disk)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    @contextmanager
    def _ballast(self, *, leave: int) -> Iterator[None]:
        found = os.statvfs(self.disk)
        weight = max(0, found.f_bfree * found.f_frsize - leave)
        with (self.disk / "ballast").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, weight)
        try:
            yield
        finally:
            self._drop_ballast()

    def _drop_ballast(self) -> None:
        (self.disk / "ballast").unlink(missing_ok=True)

    def _ran_out_or_ended(self, asset: Any) -> bool:
        from videos.models import JobAttempt, Outcome

        ended = JobAttempt.objects.filter(job__asset=asset).exclude(outcome=Outcome.DONE)
        return ended.exclude(ended_at=None).exists() or self._is_ready(asset)

    def _is_ready(self, asset: Any) -> bool:
        asset.refresh_from_db()
        return bool(asset.processing_status == "ready" and not asset.error_code)

    def _time(self, asset: Any) -> None:
        freed = time.monotonic()
        eventually(lambda: self._is_ready(asset), seconds=300)
        self.waits.append(time.monotonic() - freed)

    def _count_broken(self) -> int:
        """Renditions that the portal offers and that are not whole."""
        from videos.models import Rendition

        return sum(not self._is_whole(one) for one in Rendition.objects.select_related("asset"))

    def _is_whole(self, rendition: Any) -> bool:
        import av

        from videos.storage.local import LocalStorage

        path = LocalStorage.from_settings().path(rendition.key)
        if not path.is_file() or path.stat().st_size != rendition.size_bytes:
            return False
        with av.open(str(path)) as media:
            last = [frame.time + 0.1 for frame in media.decode(video=0) if frame.time is not None]
        return bool(last) and max(last) >= 0.98 * rendition.asset.duration_ms / 1000 - 0.5


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(run_on(Path(sys.argv[1]))), encoding="utf-8")
