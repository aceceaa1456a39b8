"""Is the end of the file there? Asked of the container's own structure."""

import struct
from collections.abc import Iterator
from pathlib import Path

from .errors import RefusalCode

EBML = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
DATA_BOXES = frozenset((b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra", b"free", b"skip"))
MAX_BOXES = 100_000
RIFF_UNKNOWN = 0x7FFF0000
"""Sizes from here on are what a recorder writes that does not know the end yet."""


def unreadable_code(path: Path) -> RefusalCode:
    """Why a file that no parser can open is refused."""
    boxes = list(_boxes(path))
    if not boxes or boxes[0][0] != b"ftyp":
        return RefusalCode.NOT_A_VIDEO
    is_whole = any(kind == b"moov" for kind, _ in boxes) and not ends_too_early(path)
    return RefusalCode.DAMAGED if is_whole else RefusalCode.INCOMPLETE_UPLOAD


def ends_too_early(path: Path) -> bool:
    """True when a part of the file says that it reaches beyond the end."""
    with path.open("rb") as file:
        head = file.read(4096)
    size = path.stat().st_size
    if head.startswith(EBML):
        return _segment_end(head) > size
    if head.startswith(b"RIFF"):
        told = int(struct.unpack_from("<I", head, 4)[0])
        return told < RIFF_UNKNOWN and told + 8 > size
    last = list(_boxes(path))[-1:]
    return any(kind in DATA_BOXES and end > size for kind, end in last)


def _boxes(path: Path) -> Iterator[tuple[bytes, int]]:
    """Kind and end of each top-level MP4 box, as they claim to be."""
    size = path.stat().st_size
    at = count = 0
    with path.open("rb") as file:
        while at + 8 <= size and count < MAX_BOXES:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            if length == 1:
                length = int.from_bytes(file.read(8), "big")
            at, count = at + (length or size - at), count + 1
            if 0 < length < 8:
                return
            yield kind, at


def _segment_end(head: bytes) -> int:
    """Where a Matroska segment of known size ends (RFC 8794, variable-size integers); else 0."""
    at = head.find(SEGMENT) + len(SEGMENT)
    if at < len(SEGMENT) or at >= len(head) or head[at] == 0:
        return 0
    width = 9 - head[at].bit_length()
    value = int.from_bytes(head[at : at + width], "big") & ((1 << 7 * width) - 1)
    is_unknown = value == (1 << 7 * width) - 1
    return 0 if is_unknown else at + width + value
