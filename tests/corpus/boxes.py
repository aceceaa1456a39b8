"""MP4 written and altered byte by byte, for what no honest muxer would write."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_SKIP = {b"stsd": 8, b"dref": 8, b"meta": 4, b"avc1": 78, b"mp4a": 28}
"""Bytes between a box's header and its children."""


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full_box(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", flags), *parts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def find(data: bytes, path: str, start: int = 0, end: int | None = None) -> list[slice]:
    """Bodies of all boxes at a path like `moov/trak/mdia/mdhd`."""
    kind, _, rest = path.partition("/")
    bodies = [body for name, body in _children(data, start, end) if name == kind.encode()]
    if not rest:
        return bodies
    skip = _SKIP.get(kind.encode(), 0)
    return [f for b in bodies for f in find(data, rest, b.start + skip, b.stop)]


def _children(data: bytes, start: int, end: int | None) -> list[tuple[bytes, slice]]:
    found, end = [], len(data) if end is None else end
    while start + 8 <= end:
        size = int.from_bytes(data[start : start + 4])
        if size < 8:
            break
        found.append((data[start + 4 : start + 8], slice(start + 8, start + size)))
        start += size
    return found


def patch(data: bytes, path: str, offset: int, value: bytes) -> bytes:
    """`data` with `value` written at `offset` in the body of every box at `path`."""
    changed = bytearray(data)
    bodies = find(data, path)
    assert bodies, f"no {path} in this file"
    for body in bodies:
        changed[body.start + offset : body.start + offset + len(value)] = value
    return bytes(changed)


@dataclass(frozen=True)
class Track:
    """One video track whose every sample is the same bytes, stored once."""

    codec: bytes
    config: bytes
    sample: bytes
    width: int
    height: int
    count: int = 25
    rate: int = 25
    reference: bytes = field(default=numbers(12) + b"url " + numbers(1))

    def file(self) -> bytes:
        head = box(b"ftyp", b"isom", numbers(512), b"isomiso2avc1mp41")
        start = len(head) + len(self._moov(0)) + 8
        return head + self._moov(start) + box(b"mdat", self.sample)

    def _moov(self, start: int) -> bytes:
        times = numbers(0, 0, 1000, self.count * 1000 // self.rate)
        matrix = numbers(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
        mvhd = full_box(
            b"mvhd", times, numbers(0x10000, 0x1000000, 0, 0), matrix, bytes(24), numbers(2)
        )
        return box(b"moov", mvhd, box(b"trak", self._tkhd(matrix), self._mdia(start)))

    def _tkhd(self, matrix: bytes) -> bytes:
        ids = numbers(0, 0, 1, 0, self.count * 1000 // self.rate, 0, 0, 0, 0)
        return full_box(b"tkhd", ids, matrix, numbers(self.width << 16, self.height << 16), flags=3)

    def _mdia(self, start: int) -> bytes:
        mdhd = full_box(b"mdhd", numbers(0, 0, self.rate, self.count, 0x55C40000))
        hdlr = full_box(b"hdlr", numbers(0), b"vide", bytes(12), b"Video\0")
        dinf = box(b"dinf", full_box(b"dref", numbers(1), self.reference))
        vmhd = full_box(b"vmhd", bytes(8), flags=1)
        return box(b"mdia", mdhd, hdlr, box(b"minf", vmhd, dinf, self._stbl(start)))

    def _stbl(self, start: int) -> bytes:
        """One chunk a sample, and all chunks at the same place: hours cost only their index."""
        entry = bytes(6) + b"\0\1" + bytes(16) + struct.pack(">HH", self.width, self.height)
        entry += numbers(0x480000, 0x480000, 0) + b"\0\1" + bytes(32) + b"\0\x18\xff\xff"
        return box(
            b"stbl",
            full_box(b"stsd", numbers(1), box(self.codec, entry, self.config)),
            full_box(b"stts", numbers(1, self.count, 1)),
            full_box(b"stsc", numbers(1, 1, 1, 1)),
            full_box(b"stsz", numbers(len(self.sample), self.count)),
            full_box(b"stco", numbers(self.count, *[start] * self.count)),
        )


def grey_h264(width: int, height: int, count: int = 25, rate: int = 25) -> Track:
    """A valid H.264 video of grey pictures in any size, at a byte for each 16×16 block."""
    across, down = -(-width // 16), -(-height // 16)
    sps, pps = b"\x67\x42\xc0\x3e" + _sps(across, down), b"\x68" + _PPS
    config = b"\x01\x42\xc0\x3e\xff\xe1" + struct.pack(">H", len(sps)) + sps
    config += b"\x01" + struct.pack(">H", len(pps)) + pps
    unit = b"\x65" + _slice(across * down)
    sample = numbers(len(unit)) + unit
    return Track(b"avc1", box(b"avcC", config), sample, width, height, count, rate)


def _golomb(value: int) -> str:
    """Unsigned Exp-Golomb, ITU-T H.264 section 9.1."""
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def _packed(bits: str) -> bytes:
    """Closed by the stop bit, and kept free of accidental start codes."""
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    raw = int(bits, 2).to_bytes(len(bits) // 8)
    return raw.replace(b"\0\0\0", b"\0\0\3\0").replace(b"\0\0\1", b"\0\0\3\1")


def _sps(across: int, down: int) -> bytes:
    values: Sequence[int] = (0, 0, 2, 1)
    bits = "".join(map(_golomb, values)) + "0" + _golomb(across - 1) + _golomb(down - 1)
    return _packed(bits + "1100")


def _slice(blocks: int) -> bytes:
    """An intra slice in which each block is predicted flat: 00100 1 1 1, just one byte."""
    header = _golomb(0) + _golomb(7) + _golomb(0) + "0000" + _golomb(0) + "00" + _golomb(0)
    return _packed(header + "00100111" * blocks)


_PPS = _packed("11" + "00" + "111" + "000" + "111" + "000")
