"""Reads one untrusted file and prints what is in it as JSON. Runs alone, in the sandbox.

    python inspect_file.py '{"path": "/in/file", "options": {…}, "codecs": ["h264", …]}'

It imports none of our modules, decides nothing, and trusts no header that the data contradicts:
sizes and colours come from decoded frames, lengths from the samples that are really there.
A file that cannot be opened at all is reported as `{"error": name, "detail": text}`.
"""

import errno
import json
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import InputContainer
from av.stream import Disposition

FIRST_FRAME_PACKETS = 600
FRAMES = 6
"""Frames to look at: interlacing is often flagged slightly late."""
JUMP_SECONDS = 0.5
NAL_HEAD = 4096


def main() -> None:
    order = json.loads(sys.argv[1])
    av.logging.set_level(None)
    try:
        facts = inspect(order["path"], order["options"], order["codecs"])
    except (av.error.FFmpegError, ValueError, OSError, MemoryError) as error:
        facts = {"error": type(error).__name__, "detail": str(error)}
    sys.stdout.write(json.dumps(facts))


def inspect(path: str, options: dict[str, str], codecs: list[str]) -> dict[str, Any]:
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        facts = _container_facts(container)
        facts["streams"] = [_stream_facts(stream) for stream in container.streams]
        found = (_choose(container, kind, path, options, codecs) for kind in ("video", "audio"))
        choices = [choice for choice in found if choice]
        spans = _spans(container, [choice.stream for choice in choices], path)
        for choice in choices:
            measured = spans[choice.stream.index].facts()
            facts[choice.stream.type] = _codec_facts(choice.stream) | measured | choice.facts()
    return facts


def _container_facts(container: InputContainer) -> dict[str, Any]:
    duration = container.duration
    return {
        "container": container.format.name,
        "declared_ms": round(duration / 1000) if duration and duration > 0 else None,
        "file_size": container.size,
    }


def _stream_facts(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "type": stream.type,
        "codec": _codec_name(stream),
        "tag": _tag(context),
        "cover": _is_cover(stream),
        "width": getattr(context, "width", 0) or 0,
        "height": getattr(context, "height", 0) or 0,
    }


def _codec_facts(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "index": stream.index,
        "codec": _codec_name(stream),
        "profile": getattr(context, "profile", None),
        "tag": _tag(context),
        "field_order": str(getattr(context, "field_order", "")),
        "delay": getattr(context, "reorder_depth", 0) or 0,
        "rate": float(getattr(stream, "average_rate", None) or 0),
        "channels": getattr(context, "channels", 0) or 0,
        "sample_rate": getattr(context, "sample_rate", 0) or 0,
    }


def _codec_name(stream: Any) -> str:
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else ""


def _tag(context: Any) -> str:
    """Four characters, or nothing: other containers have a number there."""
    try:
        return str(getattr(context, "codec_tag", "") or "").strip("\0")
    except UnicodeDecodeError:
        return ""


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


@dataclass(frozen=True)
class _Choice:
    """The stream that is used, and its number among streams of the same kind."""

    stream: Any
    number: int
    frames: dict[str, Any] | None
    of: int

    def facts(self) -> dict[str, Any]:
        return {"frames": self.frames, "number": self.number, "of": self.of}


def _choose(
    container: InputContainer, kind: str, path: str, options: dict[str, str], codecs: list[str]
) -> _Choice | None:
    """The first that decodes, otherwise the first. A cover picture is not a video."""
    shown = [s for s in container.streams if s.type == kind and not _is_cover(s)]
    for number, stream in enumerate(shown):
        is_known = _codec_name(stream) in codecs
        if is_known and (frames := _first_frames(path, options, stream.index)):
            return _Choice(stream, number, frames, len(shown))
    return _Choice(shown[0], 0, None, len(shown)) if shown else None


class _Span:
    """What the samples of one stream cover, in stream time."""

    def __init__(self, stream: Any, file_size: int) -> None:
        self.base = float(stream.time_base or 0)
        self.file_size = file_size
        self.first: Any = None
        self.last = self.end = 0
        self.restarts = stream.container.format.name in ("mpegts", "mpeg")
        self.shift = self.late = 0
        self.samples = self.size = self.missing = self.discarded = self.changes = 0
        self.keys: list[int] = []
        self.sets = _parameter_sets(stream) if stream.codec_context else None

    def add(self, at: int, size: int, length: int, *, is_key: bool, is_hidden: bool) -> None:
        self.samples += 1
        self.size += size
        if is_hidden:
            self.discarded += 1
            return
        at = self._after_jumps(at)
        is_first = self.first is None
        self.first = at if is_first else min(self.first, at)
        self.last = at if is_first else max(self.last, at)
        self.end = at + length if is_first else max(self.end, at + length)
        if is_key:
            self.keys.append(at)

    def _after_jumps(self, at: int) -> int:
        """A transport stream may restart its clock; playback continues from where it was."""
        if self.restarts and at + self.shift < self.last - JUMP_SECONDS / self.base:
            self.shift = round(self.last + self.last / max(1, self.samples - 1)) - at
        return at + self.shift

    def note_start(self, head: bytes) -> None:
        """A key frame with other parameters than the header's changes the stream."""
        if self.sets is not None and not self.sets.agree_with(head):
            self.changes += 1

    def facts(self) -> dict[str, Any]:
        first = self.first or 0
        shown = self.samples - self.discarded
        step = (self.last - first) / (shown - 1) if shown > 1 else 0
        end = max(self.end, self.last + step)
        marks = [*sorted(self.keys), end]
        gaps = [later - sooner for sooner, later in pairwise(marks)]
        return {
            "start_ms": self._ms(first + self.late),
            "end_ms": self._ms(end + self.late),
            "samples": self.samples,
            "bytes": self.size,
            "missing": self.missing,
            "discarded": self.discarded,
            "changes": self.changes,
            "keyframes": len(self.keys),
            "key_gap_ms": self._ms(max(gaps, default=0)),
            "starts_with_key": bool(self.keys) and min(self.keys) <= first,
        }

    def _ms(self, ticks: float) -> int:
        return round(ticks * self.base * 1000)


def _spans(container: InputContainer, streams: list[Any], path: str) -> dict[int, _Span]:
    spans = {stream.index: _Span(stream, container.size) for stream in streams}
    if all(_has_full_index(stream) for stream in streams):
        with Path(path).open("rb") as file:
            for stream in streams:
                _read_index(stream, spans[stream.index], file)
    else:
        _read_packets(container, streams, spans)
    return spans


def _has_full_index(stream: Any) -> bool:
    """True for MP4 with a sample table: its index lists every sample, so no packets are read."""
    return bool(stream.frames > 0 and len(stream.index_entries) == stream.frames)


def _read_index(stream: Any, span: _Span, file: BinaryIO) -> None:
    """An index has decoding times; what starts before 0 there is shown from 0 on."""
    for entry in stream.index_entries:
        if entry.pos + entry.size > span.file_size:
            span.missing += 1
            continue
        is_key = entry.is_keyframe
        span.add(entry.timestamp, entry.size, 0, is_key=is_key, is_hidden=entry.is_discard)
        if is_key and span.sets is not None:
            file.seek(entry.pos)
            span.note_start(file.read(min(entry.size, NAL_HEAD)))
    span.late = max(0, -(span.first or 0))


def _read_packets(container: InputContainer, streams: list[Any], spans: dict[int, _Span]) -> None:
    for packet in _packets(container, streams):
        at = packet.dts if packet.pts is None else packet.pts
        if at is None or not packet.size:
            continue
        span = spans[packet.stream_index]
        is_key = packet.is_keyframe
        length = packet.duration or 0
        span.add(at, packet.size, length, is_key=is_key, is_hidden=packet.is_discard)
        if is_key and span.sets is not None:
            span.note_start(bytes(memoryview(packet)[:NAL_HEAD]))


def _packets(container: InputContainer, streams: list[Any]) -> Iterator[Any]:
    """All packets up to the first unreadable one: what a player would see."""
    packets = container.demux(streams)
    while True:
        try:
            yield next(packets)
        except (StopIteration, av.error.FFmpegError):
            return


class _ParameterSets:
    """The SPS of an H.264 header in avcC form (ISO 14496-15), to compare with in-band ones."""

    def __init__(self, avcc: bytes) -> None:
        self.length_size = (avcc[4] & 3) + 1
        self.known: set[bytes] = set()
        at = 6
        for _ in range(avcc[5] & 31):
            size = struct.unpack_from(">H", avcc, at)[0]
            self.known.add(avcc[at + 2 : at + 2 + size])
            at += 2 + size

    def agree_with(self, head: bytes) -> bool:
        return all(unit in self.known for unit in self._units(head) if unit[0] & 31 == 7)

    def _units(self, head: bytes) -> Iterator[bytes]:
        at = 0
        while at + self.length_size < len(head):
            size = int.from_bytes(head[at : at + self.length_size], "big")
            at += self.length_size
            if size == 0 or head[at] & 31 in (1, 5):
                return
            yield head[at : at + size]
            at += size


def _parameter_sets(stream: Any) -> _ParameterSets | None:
    extradata = getattr(stream.codec_context, "extradata", None)
    if _codec_name(stream) != "h264" or not extradata or extradata[0] != 1 or len(extradata) < 8:
        return None
    try:
        return _ParameterSets(bytes(extradata))
    except (struct.error, IndexError):
        return None


def _first_frames(path: str, options: dict[str, str], index: int) -> dict[str, Any] | None:
    """What the first frames look like; None if none can be decoded."""
    frames = []
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        stream = container.streams[index]
        if stream.codec_context is None:
            return None
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"max_pixels": options["max_pixels"]}
        for frame in _frames(container, stream):
            frames.append(frame)
            if len(frames) == FRAMES:
                break
        return _picture_facts(stream, frames) if frames else None


def _frames(container: InputContainer, stream: Any) -> Iterator[Any]:
    for count, packet in enumerate(_packets(container, [stream])):
        if count > FIRST_FRAME_PACKETS:
            return
        try:
            yield from packet.decode()
        except (av.error.FFmpegError, ValueError):
            continue


def _picture_facts(stream: Any, frames: list[Any]) -> dict[str, Any]:
    first = frames[0]
    if stream.type != "video":
        return {"samples": first.samples, "channels": len(first.layout.channels)}
    ratio = stream.sample_aspect_ratio
    return {
        "width": first.width,
        "height": first.height,
        "format": first.format.name,
        "interlaced": any(frame.interlaced_frame for frame in frames),
        "matrix": _matrix(first),
        "sample_aspect": [ratio.numerator, ratio.denominator] if ratio else [1, 1],
        "color_range": int(first.color_range),
        "colorspace": int(first.colorspace),
        "color_primaries": int(first.color_primaries),
        "color_trc": int(first.color_trc),
    }


def _matrix(frame: Any) -> list[int] | None:
    """The 3 × 3 display matrix (16.16 fixed point); None if the picture is stored upright."""
    data = frame.side_data.get("DISPLAYMATRIX")
    return list(struct.unpack("=9i", bytes(data)[:36])) if data else None


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(256 - errno.ENOMEM)  # as ffmpeg ends, see run.py
