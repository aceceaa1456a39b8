"""What image files contain besides the picture, byte by byte."""

import struct

import pytest

from core.metadata import pictures, without_metadata
from tests.core.test_metadata import needles_in, told


def test_a_picture_that_names_a_paper_is_a_picture() -> None:
    for kind in ("JPEG", "AVIF", "PNG"):
        data = told(kind)
        if kind == "JPEG":
            data = data[:2] + b"\xff\xfe\x00\x0c%PDF-1.4\n\n" + data[2:]
        elif kind == "PNG":
            data = data[:33] + struct.pack(">I", 8) + b"raWd%PDF-1.4abcd" + data[33:]
        else:
            data = data.replace(b"NeedleMaker", b"%PDF-1.4Mak")
        assert b"%PDF-" in data
        assert needles_in(without_metadata(data)) == []


def _webp(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = (kind + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for kind, b in chunks)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_frames_of_an_animation_lose_their_metadata() -> None:
    within = b"ALPH\2\0\0\0aaEXIF\4\0\0\0PlaceVP8 \3\0\0\0vp8\0XMP \2\0\0\0xx"
    within = within.replace(b"\4\0\0\0Place", b"\6\0\0\0Place\0")
    data = _webp((b"VP8X", b"\0" * 10), (b"ANMF", b"f" * 16 + within))

    assert pictures.cut(data) == _webp(
        (b"VP8X", b"\0" * 10), (b"ANMF", b"f" * 16 + b"ALPH\2\0\0\0aaVP8 \3\0\0\0vp8\0")
    )


@pytest.mark.parametrize(
    "data", [_webp((b"VP8X", b"")), _webp((b"VP8X", b"\0" * 8)), _webp((b"ANMF", b"\0" * 3))]
)
def test_heads_that_are_too_short_are_damaged(data: bytes) -> None:
    with pytest.raises(pictures.Damaged):
        pictures.cut(data)


def test_a_truncated_gif_is_not_an_error() -> None:
    assert pictures.cut(b"GIF89a" + b"\0" * 7 + b"!") == b"GIF89a" + b"\0" * 7 + b";"
