"""One playable version of a video: a fragmented MP4 and the index that makes it streamable."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from .boxes import Fragment, Outline, read_outline
from .ladder import Rung

SEGMENT_SECONDS = 3.9
"""Fragments of about two seconds are joined up to this: half the requests, same seeking."""
SHORTEST_LAST = 0.5
"""A last piece shorter than this is joined to the one before: it may contain only the padding of
the encoder's last frame, which no player can show alone.
"""


@dataclass(frozen=True, slots=True)
class Rendition:
    """`index` is `{"init": [offset, size], "segments": [[seconds, offset, size], …]}`."""

    name: str
    path: Path
    width: int
    height: int
    codecs: str
    bandwidth: int
    average_bandwidth: int
    frame_rate: float
    duration_ms: int
    size_bytes: int
    index: dict[str, Any]
    is_stopgap: bool = False
    """Serve it only until the ladder is complete, then drop it (see ladder.py)."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": str(self.path)}


Segment = tuple[float, int, int]


def describe(path: Path, rung: Rung) -> Rendition:
    """Read the finished file at `path`. Raises BrokenFile if it is incomplete."""
    outline = read_outline(path)
    segments = _segments(outline)
    duration = sum(seconds for seconds, _, _ in segments)
    return Rendition(
        name=rung.name,
        path=path,
        width=rung.width,
        height=rung.height,
        codecs=",".join(track.codec for track in outline.tracks),
        bandwidth=_peak(segments),
        average_bandwidth=round(sum(size for _, _, size in segments) * 8 / max(duration, 0.001)),
        frame_rate=_frame_rate(outline),
        duration_ms=round(duration * 1000),
        size_bytes=path.stat().st_size,
        index={"init": [0, outline.init_size], "segments": [list(s) for s in segments]},
        is_stopgap=rung.is_stopgap,
    )


def _segments(outline: Outline) -> list[Segment]:
    groups: list[list[tuple[float, Fragment]]] = []
    for seconds, fragment in _timed(outline):
        joined = groups and sum(s for s, _ in groups[-1]) + seconds <= SEGMENT_SECONDS + 0.6
        if joined and sum(s for s, _ in groups[-1]) < SEGMENT_SECONDS:
            groups[-1].append((seconds, fragment))
        else:
            groups.append([(seconds, fragment)])
    if len(groups) > 1 and sum(seconds for seconds, _ in groups[-1]) < SHORTEST_LAST:
        last = groups.pop()
        groups[-1] += last
    return [_joined(group) for group in groups]


def _joined(group: list[tuple[float, Fragment]]) -> Segment:
    first, last = group[0][1], group[-1][1]
    seconds = sum(seconds for seconds, _ in group)
    return round(seconds, 6), first.offset, last.offset + last.size - first.offset


def _timed(outline: Outline) -> list[tuple[float, Fragment]]:
    """Each fragment with its length: from its picture's start to the next one's."""
    starts = [_start(outline, fragment) for fragment in outline.fragments]
    ends = [run.start + run.duration for f in outline.fragments for run in f.runs]
    marks = [*starts, max(ends)]
    lengths = [max(0.0, later - sooner) for sooner, later in pairwise(marks)]
    return list(zip(lengths, outline.fragments, strict=True))


def _start(outline: Outline, fragment: Fragment) -> float:
    leader = outline.track_of("video") or outline.tracks[0]
    run = fragment.run_of(leader.number)
    is_first = fragment is outline.fragments[0]
    starts = [r.start for r in fragment.runs if r.samples]
    return run.start if run and not is_first else max(0.0, min(starts, default=0.0))


def _peak(segments: list[Segment]) -> int:
    """Bits per second of the busiest segment; segments shorter than a second are ignored."""
    rates = [size * 8 / seconds for seconds, _, size in segments if seconds >= 1.0]
    total = sum(s[2] for s in segments) * 8 / max(0.001, sum(s[0] for s in segments))
    return round(max(rates, default=total))


def _frame_rate(outline: Outline) -> float:
    track = outline.track_of("video")
    if track is None:
        return 0.0
    runs = [run for f in outline.fragments for run in f.runs if run.track == track.number]
    seconds = sum(run.duration for run in runs)
    return round(sum(run.samples for run in runs) / seconds, 3) if seconds else 0.0
