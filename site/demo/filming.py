"""Films that a worker generates once everything that people handed in is done.

film_soon(asset, later=True)     its video waits in the queue like any other
progress()                       Progress(done=3, of=15)
"""

import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from demo import camera
from demo.content.shapes import Film
from demo.films import by_name, path_of, recipe_of
from videos.media import MediaTrouble, TroubleKind
from videos.media.run import ToolFailed, run
from videos.media.sandbox import Allowance
from videos.models import AssetState, Job, JobKind, Urgency, VideoAsset
from videos.queue.enqueue import enqueue, first_urgency
from videos.queue.made_here import Make, makes_originals
from videos.worker.run import work_one

SITE = Path(camera.__file__).resolve().parent.parent
ALLOWANCE = Allowance(
    wall_seconds=1800, cpu_seconds=1800, memory_bytes=6 * 1024**3, file_bytes=1024**3
)


@dataclass(frozen=True)
class Progress:
    done: int
    of: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.of

    def __str__(self) -> str:
        if self.is_complete:
            return f"The demo's films are made, all {self.of} of them."
        return f"The demo's films are being made in the background: {self.done} of {self.of}"


def progress() -> Progress:
    """A film counts as done once it can be watched, or has failed."""
    all_of_them = VideoAsset.objects.filter(owner__is_demo=True, orig_filename__in=by_name())
    done = [*AssetState.watchable(), AssetState.FAILED]
    return Progress(all_of_them.filter(processing_status__in=done).count(), of=all_of_them.count())


def film_of(asset: VideoAsset) -> Film | None:
    if asset.owner is None or not asset.owner.is_demo:
        return None
    return by_name().get(asset.orig_filename)


def film_soon(asset: VideoAsset, *, later: bool) -> None:
    """`later`: after everything else that is in the queue."""
    VideoAsset.objects.filter(pk=asset.pk).update(processing_status=AssetState.CHECKING)
    enqueue(JobKind.PREPARE, asset, priority=Urgency.AGAIN if later else first_urgency(asset))


def prepare_waiting() -> None:
    """Work here until every waiting video can be watched; other qualities are left to a worker."""
    while Job.objects.open().filter(kind=JobKind.PREPARE).exists() and work_one():
        pass


@makes_originals
def film_when_due(asset: VideoAsset) -> Make | None:
    film = film_of(asset) if settings.SHOW_DEMO_ACCOUNTS else None
    return None if film is None else partial(_filmed, film)


def _filmed(film: Film, aside: Path) -> Path:
    kept = path_of(film)
    if not kept.exists():
        _keep(_shoot(film, aside), kept)
    return kept


def _shoot(film: Film, aside: Path) -> Path:
    """Runs a separate low-priority process, which ends with its worker."""
    path = aside.absolute() / "film.mp4"
    order = json.dumps({"path": str(path), "recipe": recipe_of(film)})
    argv = [sys.executable, "-I", camera.__file__, order]
    try:
        run(argv, allowance=ALLOWANCE, reads=[SITE], writes=path.parent)
    except ToolFailed as error:
        raise MediaTrouble(TroubleKind.KILLED, str(error), error.stderr_tail) from error
    return path


def _keep(made: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix=".making-") as folder:
        shutil.copyfile(made, Path(folder) / kept.name).replace(kept)
