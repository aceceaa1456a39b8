"""Removes the tags before and after an MP3's sound: who plays, and the cover with its metadata.

Sources: ID3v2.4 (structure), ID3v1, APEv2.
"""

import re
import struct

from core.metadata.damaged import Damaged

ID3 = re.compile(rb"ID3[\x02-\x04][^\xff].[\x00-\x7f]{4}", re.DOTALL)
HEAD = 10
FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x00-\xef]", re.DOTALL)
"""Of layer III, with a bit rate."""
ID3V1, ID3V1_MORE, APE = 128, 227, 32


def is_one(data: bytes) -> bool:
    return bool(ID3.match(data) or FRAME.match(data))


def without_metadata(data: bytes) -> bytes:
    start, end = 0, len(data)
    while ID3.match(data, start):
        start += _id3(data, start)
    if start >= end:
        raise Damaged("there is no sound after the tags")
    while length := _tag_at_the_end(data, start, end):
        end -= length
    return data[start:end]


def _id3(data: bytes, at: int) -> int:
    """The size uses seven bits of each byte; a footer is as long as the header."""
    a, b, c, d = data[at + 6 : at + HEAD]
    has_footer = data[at + 5] & 0x10
    return HEAD * (2 if has_footer else 1) + (a << 21 | b << 14 | c << 7 | d)


def _tag_at_the_end(data: bytes, start: int, end: int) -> int:
    room = end - start
    if room >= ID3V1 and data.startswith(b"TAG", end - ID3V1):
        return ID3V1
    if room >= ID3V1_MORE and data.startswith(b"TAG+", end - ID3V1_MORE):
        return ID3V1_MORE
    if room >= APE and data.startswith(b"APETAGEX", end - APE):
        return min(room, _ape(data, end - APE))
    return 0


def _ape(data: bytes, at: int) -> int:
    """Its size includes the footer; a flag says whether there is also a header."""
    size, _items, flags = struct.unpack("<III", data[at + 12 : at + 24])
    length: int = max(APE, size) + (APE if flags & 0x80000000 else 0)
    return length
