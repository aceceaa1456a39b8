"""The boxes of an untrusted ISO base media file (ISO 14496-12), read in place.

Nothing is searched for: a box counts only where its parents put it. Sizes are trusted only within
the parent, and one file may not cost more than `MAX_BOXES` reads. `boxes.py` reads what we made
ourselves, and is stricter.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from typing import BinaryIO

MAX_BOXES = 200_000
HEAD, LARGE_HEAD = 8, 16


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    body: int
    end: int
    """Where it ends, at most where its parent does."""
    declared_end: int
    """Where it claims to end."""

    @property
    def size(self) -> int:
        return self.end - self.body


@dataclass
class Tree:
    """`for box in tree.at(b"moov", b"trak")`: every box at that path."""

    file: BinaryIO
    size: int = field(init=False)
    looks: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.size = self.file.seek(0, SEEK_END)

    def top_level(self) -> Iterator[Box]:
        return self.children(0, self.size)

    def at(self, *path: bytes, within: Box | None = None) -> Iterator[Box]:
        start, end = (within.body, within.end) if within else (0, self.size)
        for box in self.children(start, end):
            if box.kind != path[0]:
                continue
            if len(path) == 1:
                yield box
            else:
                yield from self.at(*path[1:], within=box)

    def children(self, start: int, end: int) -> Iterator[Box]:
        at = start
        while at + HEAD <= end and self.looks < MAX_BOXES:
            self.looks += 1
            box = self._box(at, end)
            if box is None:
                return
            yield box
            at = box.declared_end

    def bytes_of(self, box: Box, offset: int, count: int) -> bytes:
        """At most `count` bytes of the box, starting at `offset`."""
        return self._read(box.body + offset, min(count, box.size - offset))

    def number(self, box: Box, offset: int, width: int = 4) -> int:
        """0 if the box is too short."""
        data = self.bytes_of(box, offset, width)
        return int.from_bytes(data, "big") if len(data) == width else 0

    def _box(self, at: int, parent_end: int) -> Box | None:
        head = self._read(at, LARGE_HEAD)
        if len(head) < HEAD:
            return None
        length, kind = struct.unpack_from(">I4s", head)
        body = HEAD
        if length == 1 and len(head) == LARGE_HEAD:
            length, body = struct.unpack_from(">Q", head, HEAD)[0], LARGE_HEAD
        elif length == 0:
            length = parent_end - at
        if length < body:
            return None
        declared_end = at + length
        return Box(kind, at + body, min(declared_end, parent_end), declared_end)

    def _read(self, at: int, count: int) -> bytes:
        if count <= 0 or at >= self.size:
            return b""
        self.file.seek(at)
        return self.file.read(count)
