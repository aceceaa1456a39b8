"""Moves a late start from the edit list, which browsers ignore, into the fragments' times.

ffmpeg writes "the picture starts 80 ms after the sound" as an empty edit (ISO 14496-12, 8.6.6).
Media Source Extensions ignore empty edits, so such a file plays out of sync in a browser. Here the
edit is removed, and its length is added to the time of every fragment of that track instead.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from .boxes import Box, at_version, children, read_body, top_level, walk

EMPTY = -1


def settle_starts(path: Path) -> None:
    """Change the fragmented MP4 at `path` in place; its size stays the same."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        delays: dict[int, int] = {}
        for box in top_level(file, size):
            if box.kind == b"moov":
                delays = _without_empty_edits(file, box)
            elif box.kind == b"moof" and delays:
                _delay(file, box, delays)


def _without_empty_edits(file: BinaryIO, box: Box) -> dict[int, int]:
    """The delay in ticks of each track that had an empty edit."""
    moov = bytearray(read_body(file, box))
    boxes = list(children(bytes(moov)))
    clock = next(at_version(moov, header, 12, 20) for header in boxes if header.kind == b"mvhd")
    delays: dict[int, int] = {}
    for trak in (found for found in boxes if found.kind == b"trak"):
        parts = {found.kind: found for found in walk(bytes(moov), trak.body, trak.end)}
        wait = _take_wait(moov, parts[b"elst"]) if b"elst" in parts else 0
        if wait:
            ticks = wait * at_version(moov, parts[b"mdhd"], 12, 20) / clock
            delays[at_version(moov, parts[b"tkhd"], 12, 20)] = round(ticks)
    file.seek(box.body)
    file.write(moov)
    return delays


def _take_wait(moov: bytearray, elst: Box) -> int:
    """Cut a leading empty edit out; its bytes become a `free` box. Its length in movie ticks."""
    shape, width = (">Qq", 20) if moov[elst.body] == 1 else (">Ii", 12)
    count = struct.unpack_from(">I", moov, elst.body + 4)[0]
    first = elst.body + 8
    length, time = struct.unpack_from(shape, moov, first) if count else (0, 0)
    if time != EMPTY:
        return 0
    rest = bytes(moov[first + width : elst.end])
    moov[first : elst.end] = rest + struct.pack(">I4s", width, b"free") + bytes(width - 8)
    struct.pack_into(">I", moov, elst.at, elst.end - elst.at - width)
    struct.pack_into(">I", moov, elst.body + 4, count - 1)
    return int(length)


def _delay(file: BinaryIO, box: Box, delays: dict[int, int]) -> None:
    moof = bytearray(read_body(file, box))
    for traf in (found for found in children(bytes(moof)) if found.kind == b"traf"):
        parts = {found.kind: found for found in children(bytes(moof), traf.body, traf.end)}
        number = struct.unpack_from(">I", moof, parts[b"tfhd"].body + 4)[0]
        _add(moof, parts[b"tfdt"], delays.get(number, 0))
    file.seek(box.body)
    file.write(moof)


def _add(moof: bytearray, tfdt: Box, ticks: int) -> None:
    shape = ">Q" if moof[tfdt.body] == 1 else ">I"
    time = struct.unpack_from(shape, moof, tfdt.body + 4)[0]
    struct.pack_into(shape, moof, tfdt.body + 4, time + ticks)
