"""Where a take's time goes: each step of its two jobs, and the programs that it starts."""

import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.bench import recordings
from scripts.bench.clock import seconds_of
from scripts.bench.playable import forget, sent, watchable
from scripts.bench.steps import OTHERS, Hook, Step, Watch
from scripts.testbed.report import as_columns
from scripts.testbed.table import Row
from scripts.testbed.takes import commit
from videos import media
from videos.media import encode, run
from videos.media.sandbox import Allowance, uses_bwrap
from videos.media.tools import ffmpeg_binary
from videos.models import Upload
from videos.storage.local import LocalStorage
from videos.worker import makers
from videos.worker.run import work_one
from videos.worker.workbench import Workbench

SHORT = 20
STARTS = 5
SMALL = Allowance(wall_seconds=60, cpu_seconds=60, memory_bytes=2 * 1024**3, file_bytes=0)
HEAD = ("step", "programs", "wall", "CPU", "of it start-up", "share")

STEPS: tuple[Hook, ...] = (
    (makers, "take_over", "taking the upload over"),
    (Workbench, "fetch_original", "fetching the original"),
    (makers, "_sha256", "checksum"),
    (media, "probe", "inspection"),
    (media, "make_first_playable", "first rendition"),
    (media, "make_ladder", "ladder"),
    (encode, "verified", "verification"),
    (encode, "all_verified", "verification"),
    (media, "make_poster", "poster"),
    (media, "quiet_side", "listening to both sides"),
    (LocalStorage, "put_file", "into the storage"),
    (makers, "_commit_playable", "commit"),
    (makers, "_commit_ladder", "commit"),
)


def _short_phone_video(folder: Path) -> Path:
    return recordings.phone_video(folder, seconds=SHORT)


def _webcam(folder: Path) -> Path:
    return recordings.browser_recording(folder, "VP8", seconds=SHORT)


@dataclass(frozen=True)
class Film:
    name: str
    make: Callable[[Path], Path]
    least: Callable[[Path, Path], None]
    """The least that has to happen before it plays, written by hand."""
    is_laddered: bool
    """False where only the time until it plays is wanted."""


FILMS = (
    Film("phone, 10 min of 1080p", recordings.phone_video, recordings.copy_alone, False),
    Film(f"webcam, {SHORT} s of 720p VP8", _webcam, recordings.encode_360p_alone, True),
    Film(f"phone, {SHORT} s of 1080p", _short_phone_video, recordings.copy_alone, True),
)


def rows(home: Path) -> Iterator[Row]:
    starts = _starts()
    yield from (Row(f"start: {name}", 1000 * cpu, "ms CPU") for name, cpu in starts.items())
    for film in FILMS:
        file = film.make(home)
        yield from _of_film(film, file, home, starts)
        file.unlink()


def _starts() -> dict[str, float]:
    """Processor time of a program that has nothing to do, in its cage."""
    argvs = {
        "the cage": ["/usr/bin/true"],
        "ffmpeg": [str(ffmpeg_binary()), "-version"],
        "Python with av": [sys.executable, "-I", "-c", "import av"],
    }
    return {name: _start(argv) for name, argv in argvs.items()}


def _start(argv: list[str]) -> float:
    uses_bwrap()
    watch = Watch()
    with watch.on([]):
        for _ in range(STARTS):
            run.run(argv, allowance=SMALL)
    return watch.steps[OTHERS].cpu / STARTS


def _of_film(film: Film, file: Path, home: Path, starts: dict[str, float]) -> Iterator[Row]:
    yield from _alone(film, file, home)
    upload = sent(file)
    jobs = {"until it plays": _watched(lambda: _play(upload))}
    asset = watchable(upload)
    if film.is_laddered:
        jobs["the other qualities"] = _watched(work_one)
    forget(asset)
    for job, watch in jobs.items():
        print(f"\n{film.name}: {job}\n{_table(watch, starts)}", flush=True)
        yield from _figures(f"{film.name}, {job}", watch)


def _play(upload: Upload) -> None:
    commit(upload)
    work_one()


def _watched(work: Callable[[], object]) -> Watch:
    watch = Watch()
    with watch.on(STEPS):
        work()
    return watch


def _alone(film: Film, file: Path, home: Path) -> Iterator[Row]:
    """What there is no way around: the least until it plays, and to decode it once."""
    target = home / "alone.mp4"
    wall, cpu = _spent(lambda: film.least(file, target))
    target.unlink()
    yield Row(f"{film.name}: by hand until it plays", cpu, "s CPU", note=_by_the_clock(wall))
    if film.is_laddered:
        decode = ("-i", file, "-map", "0:v", "-f", "null", "-")
        wall, cpu = _spent(lambda: recordings.ffmpeg(*decode))
        yield Row(f"{film.name}: to decode it once", cpu, "s CPU", note=_by_the_clock(wall))


def _by_the_clock(seconds: float) -> str:
    return f"{seconds:.2f} s by the clock"


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = seconds_of(work)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _figures(name: str, watch: Watch) -> Iterator[Row]:
    for step, spent in [*watch.steps.items(), ("the rest", watch.rest())]:
        note = f"{_by_the_clock(spent.wall)}, programs: {len(spent.programs)}"
        yield Row(f"{name}: {step}", spent.cpu, "s CPU", watch.cpu, note=note)


def _table(watch: Watch, starts: dict[str, float]) -> str:
    steps = sorted(watch.steps.items(), key=lambda item: -item[1].cpu)
    lines = [_line(name, step, watch.cpu, starts) for name, step in steps]
    rest = _line("the rest", watch.rest(), watch.cpu, starts)
    whole = ("all", "", f"{watch.wall:.2f} s", f"{watch.cpu:.2f} s", "", "100 %")
    return as_columns([HEAD, *lines, rest, whole], right=True)


def _line(name: str, step: Step, whole: float, starts: dict[str, float]) -> tuple[str, ...]:
    kinds = ["ffmpeg" if kind == "ffmpeg" else "Python with av" for kind, _cpu in step.programs]
    begun = sum(starts[kind] for kind in kinds)
    names = Counter(kind.removesuffix(".py") for kind, _cpu in step.programs)
    told = ", ".join(f"{count} × {kind}" for kind, count in names.items())
    wall = f"{step.wall:.2f} s" if step.wall else ""
    start = f"{begun:.2f} s" if begun else ""
    return name, told, wall, f"{step.cpu:.2f} s", start, f"{100 * step.cpu / whole:.1f} %"
