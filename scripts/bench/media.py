"""The whole ladder: its processor time against commands written by hand, and a long recording.

Processor time is measured without bubblewrap, whose children the kernel does not charge to us.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.bench import recordings
from scripts.testbed.table import Row
from videos import media
from videos.media.ladder import plan_ladder
from videos.media.tools import current_tools

CLIP_SECONDS = 60
LOOP_SECONDS = 20
WEBCAM_SECONDS = 600
MAX_HAND_RATIO = 1.1
MAX_SEPARATE_RATIO = 0.4
MAX_WEBCAM_SECONDS = 120

KEYS = ("-g", "600", "-sc_threshold", "0", "-force_key_frames", "expr:gte(t,n_forced*2)")
SOUND = ("-map", "0:a:0?", "-c:a", "aac", "-b:a", "128k", "-ac", "2")
FRAGMENTS = ("-f", "mp4", "-movflags", "+frag_keyframe+delay_moov")
PEAKS = {1080: "5500k", 720: "3000k", 480: "1400k", 360: "800k"}
WIDTHS = {1080: 1920, 720: 1280, 480: 854, 360: 640}


@dataclass(frozen=True)
class Sample:
    name: str
    make: Callable[[Path], Path]
    copies_source: bool
    classes: tuple[int, ...]


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="practika-bench-") as folder:
        place = Path(folder)
        against_hand = [_against_hand(sample, place) for sample in SAMPLES]
        return [*against_hand, _against_separate(place), _long_recording(place)]


def _against_hand(sample: Sample, folder: Path) -> Row:
    source = sample.make(folder)
    ours = _cpu_of(lambda: _prepare(source, folder / "ours"))
    hand = _cpu_of(lambda: _one_command(sample, source, folder))
    name = f"ladder: CPU of {CLIP_SECONDS} s of {sample.name} against one command"
    return Row(name, ours, "s", hand, most_ratio=MAX_HAND_RATIO)


def _against_separate(folder: Path) -> Row:
    source = recordings.browser_recording(folder, "VP8", seconds=LOOP_SECONDS)
    ours = _cpu_of(lambda: _prepare(source, folder / "ours"))
    separate = _cpu_of(lambda: [_alone(source, size, folder) for size in (720, 480, 360)])
    name = f"ladder: CPU of {LOOP_SECONDS} s of webcam against one medium encode per rendition"
    return Row(name, ours, "s", separate, most_ratio=MAX_SEPARATE_RATIO)


def _long_recording(folder: Path) -> Row:
    source = _webcam(folder, WEBCAM_SECONDS)
    started = time.perf_counter()
    _prepare(source, folder / "ours")
    media.make_poster(source, folder / "poster.jpg", media.probe(source))
    seconds = time.perf_counter() - started
    return Row("ladder: 10 min of 720p webcam, fully ready", seconds, "s", None, MAX_WEBCAM_SECONDS)


def _prepare(source: Path, folder: Path) -> list[media.Rendition]:
    """Look, play soon, ladder."""
    found = media.probe(source)
    first = media.make_first_playable(source, folder, found)
    made = [first, *media.make_ladder(source, folder, found, [first.name])]
    if {rendition.name for rendition in made} != {rung.name for rung in plan_ladder(found)}:
        raise RuntimeError("the ladder is not complete")
    for rendition in made:
        rendition.path.unlink()
    return made


def _cpu_of(work: Callable[[], object]) -> float:
    """Seconds of processor time, of this process and of the programs it ran."""
    with _without_bubblewrap():
        before = _cpu()
        work()
        return _cpu() - before


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def _without_bubblewrap() -> Iterator[None]:
    usual = current_tools()
    media.configure(media.Tools(ffmpeg=usual.ffmpeg, sandbox="off"))
    try:
        yield
    finally:
        media.configure(usual)


def _one_command(sample: Sample, source: Path, folder: Path) -> None:
    """One decode, a split, a scale and an encoder each: what a careful person would type."""
    count = len(sample.classes)
    names = [f"v{size}" for size in sample.classes]
    scales = [f"[s{n}]scale={WIDTHS[n]}:{n},format=yuv420p[v{n}]" for n in sample.classes]
    split = f"[0:v]split={count}" + "".join(f"[s{size}]" for size in sample.classes)
    outputs = [
        part
        for name, size in zip(names, sample.classes, strict=True)
        for part in ("-map", f"[{name}]", *_h264("superfast", size), folder / f"hand-{size}.mp4")
    ]
    copied = ["-map", "0:v", "-map", "0:a", "-c", "copy", *FRAGMENTS, folder / "hand-source.mp4"]
    graph = ["-filter_complex", ";".join([split, *scales])]
    recordings.ffmpeg("-i", source, *graph, *outputs, *(copied if sample.copies_source else []))


def _alone(source: Path, size: int, folder: Path) -> None:
    scale = ["-map", "0:v", "-vf", f"scale={WIDTHS[size]}:{size},format=yuv420p"]
    recordings.ffmpeg("-i", source, *scale, *_h264("medium", size), folder / f"alone-{size}.mp4")


def _h264(preset: str, size: int) -> list[str]:
    rate = ["-crf", "23", "-maxrate", PEAKS[size], "-bufsize", PEAKS[size]]
    return ["-c:v", "libx264", "-preset", preset, "-bf", "0", *rate, *KEYS, *SOUND, *FRAGMENTS]


def _phone(folder: Path) -> Path:
    return recordings.phone_video(folder, seconds=CLIP_SECONDS)


def _webcam(folder: Path, seconds: int = CLIP_SECONDS) -> Path:
    """A short recording over and over: making ten minutes of VP8 would take as many."""
    loop = recordings.browser_recording(folder, "VP8", seconds=LOOP_SECONDS)
    path = folder / f"webcam-{seconds}.webm"
    repeat = str(seconds // LOOP_SECONDS - 1)
    recordings.ffmpeg("-stream_loop", repeat, "-i", loop, "-c", "copy", "-live", "1", path)
    return path


SAMPLES = (
    Sample("a phone's 1080p", _phone, copies_source=True, classes=(720, 480, 360)),
    Sample("a 720p webcam", _webcam, copies_source=False, classes=(720, 480, 360)),
)
