"""The part of ISO 14496-12 that byte-range HLS needs: which bytes of a fragmented MP4 are what.

outline = read_outline(path)
outline.tracks[0].codec          "avc1.64001f"
outline.fragments[3].start       seconds, offset and size of each moof + mdat pair
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

CONTAINERS = frozenset((b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"))


class BrokenFile(Exception):
    """The file ends too early or is not a fragmented MP4."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    at: int
    body: int
    end: int


@dataclass(slots=True)
class Track:
    number: int = 0
    kind: str = ""
    codec: str = ""
    timescale: int = 1
    skipped: int = 0
    """Ticks of sound that an edit list hides: the encoder's priming."""


@dataclass(slots=True)
class Run:
    """What one fragment contains of one track, in seconds."""

    track: int
    start: float
    duration: float
    samples: int


@dataclass(slots=True)
class Fragment:
    offset: int
    size: int
    runs: list[Run] = field(default_factory=list)

    def run_of(self, track: int) -> Run | None:
        return next((run for run in self.runs if run.track == track and run.samples), None)


@dataclass(slots=True)
class Outline:
    init_size: int
    tracks: list[Track]
    fragments: list[Fragment]

    def track_of(self, kind: str) -> Track | None:
        return next((track for track in self.tracks if track.kind == kind), None)


def read_outline(path: Path) -> Outline:
    """Raises BrokenFile unless the file is whole: every box inside it, every fragment complete."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            return _outline(file, size)
        except (struct.error, IndexError, StopIteration) as error:
            raise BrokenFile(f"unreadable box: {error}") from error


def _outline(file: BinaryIO, size: int) -> Outline:
    tracks: list[Track] = []
    fragments: list[Fragment] = []
    init_size = 0
    for box in top_level(file, size):
        if box.kind == b"moov":
            tracks, init_size = _tracks(read_body(file, box)), box.end
        elif box.kind == b"moof":
            fragments.append(Fragment(box.at, 0, _runs(read_body(file, box), tracks)))
        elif box.kind == b"mdat" and fragments:
            fragments[-1].size = box.end - fragments[-1].offset
    if not tracks or not fragments or any(fragment.size == 0 for fragment in fragments):
        raise BrokenFile("no header, or a fragment without data")
    return Outline(init_size, tracks, fragments)


def top_level(file: BinaryIO, size: int) -> Iterator[Box]:
    at = 0
    while at < size:
        file.seek(at)
        box = _box(file.read(16), at, 0)
        if box.end > size:
            raise BrokenFile(f"{box.kind!r} needs {box.end} bytes of {size}")
        yield box
        at = box.end


def _box(head: bytes, at: int, offset: int) -> Box:
    length, kind = struct.unpack_from(">I4s", head, offset)
    body = at + 8
    if length == 1:
        length, body = struct.unpack_from(">Q", head, offset + 8)[0], at + 16
    if length < 8:
        raise BrokenFile(f"a box of {length} bytes")
    return Box(kind, at, body, at + length)


def read_body(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.body)
    return file.read(box.end - box.body)


def children(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        box = _box(data, at, at)
        yield box
        at = box.end


def walk(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    for box in children(data, start, end):
        yield box
        if box.kind in CONTAINERS:
            yield from walk(data, box.body, box.end)


def _tracks(moov: bytes) -> list[Track]:
    traks = [box for box in children(moov) if box.kind == b"trak"]
    return [_track(moov, box) for box in traks]


def _track(moov: bytes, trak: Box) -> Track:
    track = Track()
    for box in walk(moov, trak.body, trak.end):
        if box.kind == b"tkhd":
            track.number = at_version(moov, box, 12, 20)
        elif box.kind == b"mdhd":
            track.timescale = at_version(moov, box, 12, 20)
        elif box.kind == b"hdlr":
            track.kind = {b"vide": "video", b"soun": "audio"}.get(
                moov[box.body + 8 : box.body + 12], ""
            )
        elif box.kind == b"elst":
            track.skipped = _skipped(moov, box)
        elif box.kind == b"stsd":
            track.codec = _codec(moov, box.body + 8)
    if track.kind == "video":
        track.skipped = 0  # its edit only undoes the composition offsets, which we do not read
    return track


def at_version(data: bytes | bytearray, box: Box, short: int, long: int) -> int:
    """A 32-bit field whose offset depends on the width of the two times before it."""
    offset = long if data[box.body] == 1 else short
    return int(struct.unpack_from(">I", data, box.body + offset)[0])


def _skipped(moov: bytes, box: Box) -> int:
    """Media time of the first edit that shows something; an empty edit (-1) waits instead."""
    count = struct.unpack_from(">I", moov, box.body + 4)[0]
    shape, width = (">Qq", 20) if moov[box.body] == 1 else (">Ii", 12)
    edits = (struct.unpack_from(shape, moov, box.body + 8 + n * width) for n in range(count))
    return next((time for _, time in edits if time >= 0), 0)


def _codec(moov: bytes, at: int) -> str:
    """The `codecs` parameter of RFC 6381."""
    entry = _box(moov, at, at)
    if entry.kind in (b"avc1", b"avc3"):
        config = next(b for b in children(moov, entry.body + 78, entry.end) if b.kind == b"avcC")
        return f"{entry.kind.decode()}.{moov[config.body + 1 : config.body + 4].hex()}"
    if entry.kind == b"mp4a":
        return f"mp4a.40.{_audio_object_type(moov[entry.body + 28 : entry.end])}"
    return entry.kind.decode("latin-1")


def _audio_object_type(boxes: bytes) -> int:
    """From the DecoderSpecificInfo (tag 5) of an esds box (ISO 14496-1)."""
    esds = next(box for box in children(boxes) if box.kind == b"esds")
    data, at = boxes[: esds.end], esds.body + 4
    skips = {3: 3, 4: 13}
    while data[at] != 5:
        skip = skips[data[at]]
        at = _after_length(data, at + 1) + skip
    return data[_after_length(data, at + 1)] >> 3


def _after_length(data: bytes, at: int) -> int:
    while data[at] & 0x80:
        at += 1
    return at + 1


def _runs(moof: bytes, tracks: list[Track]) -> list[Run]:
    trafs = [box for box in children(moof) if box.kind == b"traf"]
    return [_run(moof, traf, {track.number: track for track in tracks}) for traf in trafs]


def _run(moof: bytes, traf: Box, tracks: dict[int, Track]) -> Run:
    number = start = default = ticks = samples = 0
    for box in children(moof, traf.body, traf.end):
        if box.kind == b"tfhd":
            number, default = _fragment_header(moof, box)
        elif box.kind == b"tfdt":
            width = ">Q" if moof[box.body] == 1 else ">I"
            start = struct.unpack_from(width, moof, box.body + 4)[0]
        elif box.kind == b"trun":
            count, length = _sample_run(moof, box, default)
            samples, ticks = samples + count, ticks + length
    track = tracks[number]
    return Run(number, (start - track.skipped) / track.timescale, ticks / track.timescale, samples)


def _fragment_header(moof: bytes, box: Box) -> tuple[int, int]:
    """Track number and default sample duration."""
    flags = int.from_bytes(moof[box.body + 1 : box.body + 4], "big")
    track = struct.unpack_from(">I", moof, box.body + 4)[0]
    at = box.body + 8 + 8 * bool(flags & 1) + 4 * bool(flags & 2)
    return track, struct.unpack_from(">I", moof, at)[0] if flags & 8 else 0


def _sample_run(moof: bytes, box: Box, default: int) -> tuple[int, int]:
    """Number of samples and their duration together, in ticks."""
    flags = int.from_bytes(moof[box.body + 1 : box.body + 4], "big")
    count = struct.unpack_from(">I", moof, box.body + 4)[0]
    if not flags & 0x100:
        return count, count * default
    at = box.body + 8 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    width = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    times = (struct.unpack_from(">I", moof, at + n * width)[0] for n in range(count))
    return count, sum(times)


def movie_length_ms(path: Path) -> int:
    """The length a player shows for a plain MP4, edit lists applied."""
    size = path.stat().st_size
    with path.open("rb") as file:
        moov = next((read_body(file, b) for b in top_level(file, size) if b.kind == b"moov"), b"")
    header = next((box for box in children(moov) if box.kind == b"mvhd"), None)
    if header is None:
        raise BrokenFile("no movie header")
    if moov[header.body] == 1:
        timescale, duration = struct.unpack_from(">IQ", moov, header.body + 20)
    else:
        timescale, duration = struct.unpack_from(">II", moov, header.body + 12)
    return int(duration * 1000 // timescale)
