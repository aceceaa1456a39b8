"""The elements of an untrusted Matroska or WebM file (RFC 8794, RFC 9559), read in place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from typing import BinaryIO

EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
TRACKS, TRACK_ENTRY = 0x1654AE6B, 0xAE
CONTENT_ENCODINGS, CONTENT_ENCODING, CONTENT_ENCRYPTION = 0x6D80, 0x6240, 0x5035
CONTENT_ENCODING_TYPE = 0x5033
MAX_ELEMENTS = 200_000
MAX_HEAD = 12
"""An id of up to four bytes and a size of up to eight."""


@dataclass(frozen=True, slots=True)
class Element:
    id: int
    body: int
    end: int
    declared_end: int | None
    """None if its recorder did not know the size."""


@dataclass
class Tree:
    file: BinaryIO
    size: int = field(init=False)
    looks: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.size = self.file.seek(0, SEEK_END)

    def segment(self) -> Element | None:
        """The first one after the EBML header."""
        for number, element in enumerate(self.children(0, self.size)):
            if number == 0 and element.id != EBML:
                return None
            if element.id == SEGMENT:
                return element
        return None

    def at(self, *path: int, within: Element) -> Iterator[Element]:
        for element in self.children(within.body, within.end):
            if element.id != path[0]:
                continue
            if len(path) == 1:
                yield element
            else:
                yield from self.at(*path[1:], within=element)

    def children(self, start: int, end: int) -> Iterator[Element]:
        """Children of an element without a size appear as its siblings: there is no way to know."""
        at = start
        while at < end and self.looks < MAX_ELEMENTS:
            self.looks += 1
            element = self._element(at, end)
            if element is None:
                return
            yield element
            at = element.body if element.declared_end is None else element.declared_end

    def number(self, element: Element) -> int:
        self.file.seek(element.body)
        return int.from_bytes(self.file.read(min(8, element.end - element.body)), "big")

    def _element(self, at: int, parent_end: int) -> Element | None:
        self.file.seek(at)
        head = self.file.read(MAX_HEAD)
        width = _width(head, 0)
        if not 1 <= width <= 4:
            return None
        length = _width(head, width)
        if not 1 <= length <= 8 or len(head) < width + length:
            return None
        body = at + width + length
        unknown = (1 << 7 * length) - 1
        size = int.from_bytes(head[width : width + length], "big") & unknown
        identity = int.from_bytes(head[:width], "big")
        if size == unknown:
            return Element(identity, body, parent_end, None)
        return Element(identity, body, min(body + size, parent_end), body + size)


def _width(head: bytes, at: int) -> int:
    """Length in bytes of the variable-size integer there, 9 if there is none."""
    return 9 - head[at].bit_length() if at < len(head) else 9
