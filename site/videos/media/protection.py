"""Is a file copy-protected? Judged by its structure alone; text inside it proves nothing.

is_protected(path, "mov,mp4,m4a,3gp,3g2,mj2")     the container as named by libav
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from . import matroska_tree as matroska
from . import mp4_tree as mp4
from .transport_tables import pid_of, stream_types

SCRAMBLED_ENTRIES = frozenset(
    (
        *(b"encv", b"enca", b"enct", b"encs", b"encm", b"encf", b"enc3"),
        *(b"drmi", b"drms", b"drmt", b"aavd"),
    )
)
"""Sample entries of Common Encryption (ISO 23001-7, ISO 14496-12), of FairPlay and of Audible."""
ENTRY_FIELDS = {b"vide": (78,), b"soun": (28, 44, 64)}
"""Bytes before the boxes of a sample entry; QuickTime has longer ones for sound."""
OTHER_FIELDS = (8, 16)
PIFF_SENC = bytes.fromhex("a2394f525a9b4f14a2446c427c648df4")

PACKET_SIZES = (188, 192, 204)
"""MPEG-TS plain, with a camcorder's time codes, with error correction."""
SYNC, NULL_PID = 0x47, 0x1FFF
TS_BYTES = 4 * 1024 * 1024
SAMPLE_AES = frozenset((0xDB, 0xCF, 0xC1, 0xC2))
"""H.264, AAC, AC-3 and E-AC-3 whose samples are encrypted (Apple, HTTP Live Streaming)."""
SCRAMBLED_SHARE = 0.25
"""An occasional broken packet may claim anything."""


def is_protected(path: Path, container: str = "") -> bool:
    """Without a container: for a file that libav can't open, try every format."""
    with path.open("rb", buffering=0) as file:
        looks = [
            look for name, look in LOOKS.items() if container.startswith(name) or not container
        ]
        return any(look(file) for look in looks)


def sample_descriptions(path: Path, container: str) -> int:
    """The largest number of sample entries in any track: with more than one, it changes midway."""
    if not container.startswith("mov"):
        return 1
    with path.open("rb", buffering=0) as file:
        tree = mp4.Tree(file)
        return max((tree.number(stsd, 4) for _, stsd in _descriptions(tree)), default=1)


def _in_mp4(file: BinaryIO) -> bool:
    tree = mp4.Tree(file)
    entries = ((kind, entry) for kind, stsd in _descriptions(tree) for entry in _in(tree, stsd))
    if any(_is_scrambled(tree, kind, entry) for kind, entry in entries):
        return True
    return any(_has_vectors(tree, traf) for traf in tree.at(b"moof", b"traf"))


def _descriptions(tree: mp4.Tree) -> Iterator[tuple[bytes, mp4.Box]]:
    """The handler and the sample descriptions of each track."""
    for mdia in tree.at(b"moov", b"trak", b"mdia"):
        handlers = [tree.bytes_of(hdlr, 8, 4) for hdlr in tree.at(b"hdlr", within=mdia)]
        for stsd in tree.at(b"minf", b"stbl", b"stsd", within=mdia):
            yield (handlers or [b""])[0], stsd


def _in(tree: mp4.Tree, stsd: mp4.Box) -> Iterator[mp4.Box]:
    return tree.children(stsd.body + 8, stsd.end)


def _is_scrambled(tree: mp4.Tree, kind: bytes, entry: mp4.Box) -> bool:
    if entry.kind in SCRAMBLED_ENTRIES:
        return True
    inner = _boxes_of(tree, entry, ENTRY_FIELDS.get(kind, OTHER_FIELDS))
    schemes = (tree.at(b"schm", within=box) for box in inner if box.kind == b"sinf")
    return any(any(scheme) for scheme in schemes)


def _boxes_of(tree: mp4.Tree, entry: mp4.Box, fields: tuple[int, ...]) -> list[mp4.Box]:
    """What follows the entry's own fields, if it is a sequence of boxes up to its end."""
    for skipped in fields:
        found = list(tree.children(entry.body + skipped, entry.end))
        if found and all(box.declared_end <= entry.end for box in found):
            return found
    return []


def _has_vectors(tree: mp4.Tree, traf: mp4.Box) -> bool:
    """Initialisation vectors for the fragment's samples: `senc`, and its forerunner in PIFF."""
    for box in tree.children(traf.body, traf.end):
        if box.kind == b"senc" and tree.number(box, 4):
            return True
        if box.kind == b"uuid" and tree.bytes_of(box, 0, 16) == PIFF_SENC:
            return True
    return False


def _in_matroska(file: BinaryIO) -> bool:
    tree = matroska.Tree(file)
    segment = tree.segment()
    tracks = next(tree.at(matroska.TRACKS, within=segment), None) if segment else None
    if tracks is None:
        return False
    path = matroska.TRACK_ENTRY, matroska.CONTENT_ENCODINGS, matroska.CONTENT_ENCODING
    return any(_is_encryption(tree, encoding) for encoding in tree.at(*path, within=tracks))


def _is_encryption(tree: matroska.Tree, encoding: matroska.Element) -> bool:
    for part in tree.children(encoding.body, encoding.end):
        is_typed = part.id == matroska.CONTENT_ENCODING_TYPE and tree.number(part) == 1
        if is_typed or part.id == matroska.CONTENT_ENCRYPTION:
            return True
    return False


def _in_transport(file: BinaryIO) -> bool:
    """The kinds of streams, and the scrambling control of packets (ISO 13818-1, 2.4.3.3)."""
    file.seek(0)
    data = file.read(TS_BYTES)
    places = _packets(data)
    if SAMPLE_AES.intersection(stream_types(data, places)):
        return True
    packets = [data[at : at + 4] for at in places]
    heads = [head for head in packets if _carries(head)]
    scrambled = sum(1 for head in heads if head[3] >> 6 >= 2)
    return bool(heads) and scrambled > len(heads) * SCRAMBLED_SHARE


def _packets(data: bytes) -> range:
    """Where packets begin: the first regular sequence of sync bytes."""
    for size in PACKET_SIZES:
        for first in range(min(size, len(data))):
            places = range(first, len(data) - 3, size)
            if len(places) > 4 and all(data[at] == SYNC for at in places[:20]):
                return places
    return range(0)


def _carries(head: bytes) -> bool:
    """A packet of the stream with a payload."""
    return head[0] == SYNC and pid_of(head) != NULL_PID and bool(head[3] & 0x10)


LOOKS = {"mov": _in_mp4, "matroska": _in_matroska, "mpegts": _in_transport}
