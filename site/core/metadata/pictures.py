"""Cuts everything but the picture out of JPEG, PNG, WebP and GIF files.

Sources: ITU T.81 (JPEG), the PNG specification 3, Google's WebP container, GIF89a.
"""

import struct
from collections.abc import Callable, Iterator

from core.metadata.damaged import Damaged


def is_one(data: bytes) -> bool:
    """Whether it begins like one of them, whatever follows."""
    return _cutter_of(data) is not None


def cut(data: bytes) -> bytes | None:
    """None for formats whose parts can't be removed one by one."""
    cutter = _cutter_of(data)
    return cutter(data) if cutter else None


def _cutter_of(data: bytes) -> Callable[[bytes], bytes] | None:
    if data.startswith(b"\xff\xd8"):
        return _jpeg
    if data.startswith(PNG):
        return _png
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp
    return _gif if data[:6] in (b"GIF87a", b"GIF89a") else None


# JFIF's density, the colour profile and Adobe's colour transform belong to the picture.
def _is_of_the_jpeg(marker: int, body: bytes) -> bool:
    if marker == 0xE0:
        return body.startswith(b"JFIF\0")
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return body.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _jpeg(data: bytes) -> bytes:
    """Only up to the end marker: phones append more pictures, with metadata of their own."""
    kept, at = [b"\xff\xd8"], 2
    while at < len(data):
        if data[at] != 0xFF:
            raise Damaged("no marker where one should be")
        marker = data[at + 1] if at + 1 < len(data) else 0xD9
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xD9:
            break
        length = 2 + _number(">H", data, at + 2)
        if _is_of_the_jpeg(marker, data[at + 4 : at + length]):
            kept.append(_jfif_alone(marker, data[at : at + length]))
        at += length
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            kept.append(data[at:end])
            at = end
    return b"".join([*kept, b"\xff\xd9"])


def _jfif_alone(marker: int, segment: bytes) -> bytes:
    """Without the thumbnail that JFIF may contain."""
    if marker != 0xE0 or len(segment) < 18:
        return segment
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _end_of_scan(data: bytes, at: int) -> int:
    """The position of the next marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


PNG = b"\x89PNG\r\n\x1a\n"
# From the specification; other chunks are private and may contain anything.
OF_THE_PNG = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip


def _png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(data):
        length = 12 + _number(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind in OF_THE_PNG:
            kept.append(data[at : at + length])
        if kind == b"IEND":
            break
        at += length
    return b"".join(kept)


MOVING = {b"ALPH", b"VP8 ", b"VP8L"}
"""The chunks inside an animation frame."""
OF_THE_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
TELLS = 0x08 | 0x04
"""The flags of Exif and XMP."""


def _webp(data: bytes) -> bytes:
    end = min(len(data), 8 + _number("<I", data, 4))
    kept = [_bare_chunk(chunk) for chunk in _chunks(data, 12, end) if chunk[:4] in OF_THE_WEBP]
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunks(data: bytes, at: int, end: int) -> Iterator[bytes]:
    while at + 8 <= end:
        length = _number("<I", data, at + 4)
        chunk = data[at : at + 8 + length + length % 2]
        yield chunk
        at += len(chunk)


def _bare_chunk(chunk: bytes) -> bytes:
    if chunk[:4] == b"VP8X":
        if len(chunk) < 18:
            raise Damaged("its head is too short")
        return chunk[:8] + bytes([chunk[8] & ~TELLS]) + chunk[9:]
    return _bare_frame(chunk) if chunk[:4] == b"ANMF" else chunk


def _bare_frame(chunk: bytes) -> bytes:
    """A frame has its position and duration, followed by chunks of its own."""
    if len(chunk) < 24:
        raise Damaged("a frame's head is too short")
    kept = [part for part in _chunks(chunk, 24, len(chunk)) if part[:4] in MOVING]
    body = chunk[8:24] + b"".join(kept)
    return b"ANMF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> bytes:
    at = 13 + _colours(data, 10)
    kept = [data[:at]]
    while at < len(data) and data[at] != 0x3B:
        start, kind = at, data[at]
        if kind == 0x2C:
            at = _after_blocks(data, at + 11 + _colours(data, at + 9))
            kept.append(data[start:at])
        elif kind == 0x21:
            at = _after_blocks(data, at + 2)
            if _is_of_the_gif(data[start:at]):
                kept.append(data[start:at])
        else:
            raise Damaged("an unknown block")
    return b"".join([*kept, b";"])


def _is_of_the_gif(block: bytes) -> bool:
    """Timing and loop count, but not comments, texts or XMP."""
    return block[1:2] == b"\xf9" or block[3:14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def _colours(data: bytes, at: int) -> int:
    if at >= len(data):
        raise Damaged("it ends too early")
    return 3 * 2 ** ((data[at] & 7) + 1) if data[at] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _number(form: str, data: bytes, at: int) -> int:
    size = struct.calcsize(form)
    if at + size > len(data):
        raise Damaged("it ends too early")
    number: int = struct.unpack(form, data[at : at + size])[0]
    return number
