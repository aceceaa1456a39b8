"""Is the file complete to its end? Judged by the container's own structure."""

import struct
from pathlib import Path
from typing import BinaryIO

from . import matroska_tree, mp4_tree
from .errors import RefusalCode

EBML_MAGIC = matroska_tree.EBML.to_bytes(4, "big")
DATA_BOXES = frozenset((b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra", b"free", b"skip"))
RIFF_UNKNOWN = 0x7FFF0000
"""Sizes from here up are written by recorders that do not know the end yet."""


def unreadable_code(path: Path) -> RefusalCode:
    """Why a file that no parser can open is refused."""
    with path.open("rb") as file:
        kinds = [box.kind for box in mp4_tree.Tree(file).top_level()]
    if not kinds or kinds[0] != b"ftyp":
        return RefusalCode.NOT_A_VIDEO
    is_whole = b"moov" in kinds and not ends_too_early(path)
    return RefusalCode.DAMAGED if is_whole else RefusalCode.INCOMPLETE_UPLOAD


def ends_too_early(path: Path) -> bool:
    """True if a part of the file claims to extend beyond the end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(EBML_MAGIC):
            return _segment_end(file) > size
        if head.startswith(b"RIFF") and len(head) == 8:
            declared = int(struct.unpack_from("<I", head, 4)[0])
            return declared < RIFF_UNKNOWN and declared + 8 > size
        last = list(mp4_tree.Tree(file).top_level())[-1:]
    return any(box.kind in DATA_BOXES and box.declared_end > size for box in last)


def _segment_end(file: BinaryIO) -> int:
    """Where a Matroska segment of known size ends; else 0."""
    segment = matroska_tree.Tree(file).segment()
    return (segment.declared_end or 0) if segment else 0
