"""Copy protection is judged by a file's structure: text proves nothing, and nothing hides it."""

import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.corpus.boxes import box, find, full_box, numbers
from videos.media import MediaRefused, RefusalCode, probe
from videos.media.protection import is_protected, sample_descriptions

from . import studio

WORDS = "sinf enca encv enct encs pssh schm senc cenc cbcs tenc drms drmi stsd encrypted enc_key_id"
MP4, MATROSKA, TRANSPORT = "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts"
KEY = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0123456789abcdef" * 2]
KEY += ["-encryption_kid", "fedcba9876543210" * 2]
STSD = "moov/trak/mdia/minf/stbl/stsd"
FRAGMENTS = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]
FAIRPLAY, CBCS = (b"mp4a", b"drms"), (b"cenc", b"cbcs")


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clear") / "clear.mp4"
    return studio.film(path, *studio.H264, *studio.AAC, size="320x240", seconds=1)


def refusal(path: Path) -> RefusalCode:
    with pytest.raises(MediaRefused) as caught:
        probe(path)
    return caught.value.code


def _wordy(clear: Path, out: Path, *more: str | Path) -> None:
    """Every text field that a file may have, full of these words."""
    fields = ["title", "comment", "artist", "description", "encoder", WORDS]
    texts = [f"{name}={WORDS}" for name in fields]
    notes = out.parent / "notes.txt"
    chapter = f"[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle={WORDS}\n"
    notes.write_text(f";FFMETADATA1\n{chapter}")
    words = out.parent / "words.srt"
    words.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{WORDS}\n")
    of_streams = [f"handler_name={WORDS}", f"title={WORDS}", f"enc_key_id={'ab' * 16}"]
    studio.ffmpeg(
        *("-i", clear, "-i", notes, "-i", words, "-map_metadata", "1", "-map", "0"),
        *(part for text in texts for part in ("-metadata", text)),
        *(part for text in of_streams for part in ("-metadata:s", text)),
        *("-c", "copy", *more, out),
    )


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("words.mp4", ["-map", "2", "-c:s", "mov_text", "-movflags", "+use_metadata_tags"]),
        ("words.mov", ["-map", "2", "-c:s", "mov_text"]),
        ("first.mp4", ["-movflags", "+faststart"]),
        ("pieces.mp4", FRAGMENTS),
        ("words.mkv", ["-map", "2", "-c:s", "srt"]),
        ("words.ts", ["-map", "0", "-metadata", f"service_name={WORDS}"]),
        ("words.m4a", ["-map", "-0:v", "-f", "mp4"]),
        ("encv sinf pssh drms.mp4", []),
    ],
)
def test_words_protect_nothing(clear: Path, tmp_path: Path, name: str, more: list[str]) -> None:
    path = tmp_path / name
    _wordy(clear, path, *more)

    assert probe(path).duration_ms == pytest.approx(1000, abs=100)


@pytest.mark.parametrize("where", ["udta", "free", "tail", "cover"])
def test_bytes_that_look_like_boxes_protect_nothing(
    clear: Path, tmp_path: Path, where: str
) -> None:
    """Whole encrypted headers, where no player looks for a header."""
    bait = _header_of_protected() * 3
    path = tmp_path / "bait.mp4"
    if where == "cover":
        picture = tmp_path / "cover.jpg"
        Image.new("RGB", (64, 64)).save(picture, comment=bait)
        cover = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic"]
        studio.ffmpeg("-i", clear, "-i", picture, *cover, path)
    else:
        data = clear.read_bytes()
        path.write_bytes(_with_bait(data, where, bait))

    assert bait in path.read_bytes()
    assert probe(path).duration_ms == pytest.approx(1000, abs=100)


def _header_of_protected() -> bytes:
    schemes = box(b"sinf", box(b"frma", b"avc1"), full_box(b"schm", b"cenc", numbers(0x10000)))
    stsd = full_box(b"stsd", numbers(1), box(b"encv", bytes(78), schemes))
    return box(b"pssh", bytes(24)) + box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", stsd))))


def _with_bait(data: bytes, where: str, bait: bytes) -> bytes:
    if where == "tail":
        return data + box(b"free", bait)
    (moov,) = find(data, "moov")
    inner = data[moov.start : moov.stop] + box(where.encode(), bait)
    return data[: moov.start - 8] + box(b"moov", inner) + data[moov.stop :]


def test_a_leftover_of_keys_protects_nothing(clear: Path, tmp_path: Path) -> None:
    """`pssh` says how to get keys; without a protected track nothing needs one."""
    path = tmp_path / "leftover.mp4"
    path.write_bytes(clear.read_bytes() + full_box(b"pssh", bytes(16), numbers(0)))

    assert probe(path).duration_ms == pytest.approx(1000, abs=100)


def _encrypted(clear: Path, out: Path, *more: str) -> bytes:
    studio.ffmpeg("-i", clear, "-c", "copy", *KEY, *more, out)
    return out.read_bytes()


@pytest.mark.parametrize(
    ("more", "swapped"),
    [
        ([], None),
        (["-movflags", "+faststart"], None),
        (FRAGMENTS, None),
        (["-map", "0:v"], None),
        (["-map", "0:a"], None),
        ([], CBCS),
        (FRAGMENTS, CBCS),
    ],
)
def test_common_encryption_is_refused(
    clear: Path, tmp_path: Path, more: list[str], swapped: tuple[bytes, bytes] | None
) -> None:
    path = tmp_path / "encrypted.mp4"
    data = _encrypted(clear, path, *more)
    path.write_bytes(data.replace(*swapped) if swapped else data)

    assert refusal(path) is RefusalCode.ENCRYPTED


@pytest.mark.parametrize("code", [b"drms", b"enca", b"enct", b"encs", b"aavd"])
def test_any_scrambled_track_is_refused(clear: Path, tmp_path: Path, code: bytes) -> None:
    """FairPlay (.m4p), and Common Encryption of text and other tracks."""
    path = tmp_path / "protected.m4a"
    data = clear.read_bytes()
    entries = [body.start + 12 for body in find(data, STSD)]
    at = next(at for at in entries if data[at : at + 4] == b"mp4a")
    path.write_bytes(data[:at] + code + data[at + 4 :])

    assert refusal(path) is RefusalCode.ENCRYPTED


def test_a_scheme_within_a_plain_entry_is_refused(clear: Path, tmp_path: Path) -> None:
    path = tmp_path / "scheme.mp4"
    data = _encrypted(clear, path)
    path.write_bytes(data.replace(b"encv", b"avc1").replace(b"enca", b"mp4a"))

    assert refusal(path) is RefusalCode.ENCRYPTED


def test_the_second_description_counts_too(clear: Path, tmp_path: Path) -> None:
    """A clear beginning: the track changes to its protected description later."""
    data = clear.read_bytes()
    body = find(data, STSD)[0]
    first = data[body.start + 8 : body.stop]
    scrambled = first.replace(b"avc1", b"encv", 1)
    path = tmp_path / "clear-lead.mp4"
    header = full_box(b"stsd", numbers(2), first, scrambled)
    path.write_bytes(_only_stsd(header))

    assert is_protected(path, MP4)
    assert sample_descriptions(path, MP4) == 2


def _only_stsd(stsd: bytes, handler: bytes = b"vide") -> bytes:
    mdia = box(b"mdia", full_box(b"hdlr", numbers(0), handler), box(b"minf", box(b"stbl", stsd)))
    return box(b"ftyp", b"isom", numbers(0)) + box(b"moov", box(b"trak", mdia))


def _large(kind: bytes, body: bytes) -> bytes:
    return numbers(1) + kind + struct.pack(">Q", len(body) + 16) + body


def _endless(kind: bytes, body: bytes) -> bytes:
    return numbers(0) + kind + body


@pytest.mark.parametrize("form", [box, _large, _endless])
def test_every_form_of_a_size_is_read(
    tmp_path: Path, form: Callable[[bytes, bytes], bytes]
) -> None:
    stsd = full_box(b"stsd", numbers(1), box(b"encv", bytes(78)))
    head = _only_stsd(stsd)
    path = tmp_path / "sizes.mp4"
    media = _large(b"mdat", bytes(1000))
    path.write_bytes(head[:16] + media + form(b"moov", head[24:]))

    assert is_protected(path, MP4)


@pytest.mark.parametrize("box_with_vectors", [b"senc", b"uuid"])
def test_vectors_in_a_fragment_are_protection(tmp_path: Path, box_with_vectors: bytes) -> None:
    piff = bytes.fromhex("a2394f525a9b4f14a2446c427c648df4")
    inside = full_box(b"senc", numbers(3), bytes(24))
    if box_with_vectors == b"uuid":
        inside = box(b"uuid", piff, numbers(0, 3), bytes(24))
    plain = _only_stsd(full_box(b"stsd", numbers(1), box(b"avc1", bytes(78))))
    pieces = [box(b"moof", box(b"traf")) + box(b"mdat", bytes(50))] * 20
    path = tmp_path / "pieces.mp4"
    path.write_bytes(plain + b"".join(pieces))

    assert not is_protected(path, MP4)
    path.write_bytes(plain + b"".join(pieces) + box(b"moof", box(b"traf", inside)))
    assert is_protected(path, MP4)


def _nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = box(b"moov", data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        numbers(8) + b"moov",
        numbers(1) + b"moov",
        _large(b"moov", b"")[:12] + b"\xff" * 8,
        numbers(1) + b"moov" + struct.pack(">Q", 3),
        numbers(0xFFFFFFFF) + b"moov" + numbers(0xFFFFFFFF) + b"trak" + bytes(10),
        numbers(7) + b"moov" + bytes(100),
        _nested(3000),
        box(b"moov", *[box(b"trak")] * 60_000),
        box(b"moov", box(b"trak") * 300_000),
        box(b"moof") * 300_000,
        _only_stsd(full_box(b"stsd", numbers(0xFFFFFFFF))),
        _only_stsd(full_box(b"stsd", numbers(1), numbers(0xFFFFFFFF) + b"avc1")),
    ],
)
def test_hostile_boxes_are_read_quickly(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hostile.mp4"
    path.write_bytes(data)
    began = time.process_time()

    assert not is_protected(path, MP4)
    assert sample_descriptions(path, MP4) >= 0
    assert time.process_time() - began < 20


@pytest.mark.parametrize("kind", [MP4, MATROSKA, TRANSPORT, "avi"])
def test_random_bytes_are_no_protection(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "noise"
    path.write_bytes(bytes(index * 37 % 251 for index in range(50_000)))

    assert not is_protected(path, kind)


def _element(identity: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return identity + struct.pack(">Q", 1 << 56 | len(body)) + body


def _protected_track() -> bytes:
    encryption = _element(b"\x50\x35", _element(b"\x47\xe1", b"\5"))
    encoding = _element(b"\x62\x40", _element(b"\x50\x33", b"\1"), encryption)
    return _element(b"\x6d\x80", encoding)


@pytest.mark.parametrize("muxer", ["matroska", "webm"])
@pytest.mark.parametrize("is_live", [False, True])
def test_an_encrypted_matroska_is_refused(
    clear: Path, tmp_path: Path, muxer: str, is_live: bool
) -> None:
    """The encoding is put into the first track entry; a live file's segment has no size."""
    path = tmp_path / "take.mkv"
    codecs = studio.VP8 + studio.OPUS if muxer == "webm" else ("-c", "copy")
    live = ["-live", "1"] if is_live else []
    studio.ffmpeg("-i", clear, *codecs, "-f", muxer, "-write_crc32", "0", *live, path)
    assert probe(path).audio is not None
    path.write_bytes(_with_encoding(path.read_bytes()))

    assert refusal(path) is RefusalCode.ENCRYPTED


def _with_encoding(data: bytes) -> bytes:
    """Rewrites the tracks with the new size; the rest moves back."""
    at = data.rindex(b"\x16\x54\xae\x6b", 0, data.index(b"\x1f\x43\xb6\x75"))
    size, body = _size(data, at + 4)
    entry_size, entry = _size(data, body + 1)
    changed = _element(b"\xae", data[entry : entry + entry_size] + _protected_track())
    tracks = _element(b"\x16\x54\xae\x6b", changed, data[entry + entry_size : body + size])
    segment = data.index(b"\x18\x53\x80\x67")
    _, first = _size(data, segment + 4)
    unknown = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    return data[:segment] + unknown + data[first:at] + tracks + data[body + size :]


def _size(data: bytes, at: int) -> tuple[int, int]:
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return value, at + width


OF_STREAMS = {0x100, 0x101} | {0x1011, 0x1100}
"""Where ffmpeg puts picture and sound, plain and as camcorders do."""


@pytest.mark.parametrize(("options", "size"), [([], 188), (["-mpegts_m2ts_mode", "1"], 192)])
def test_a_scrambled_transport_stream_is_refused(
    clear: Path, tmp_path: Path, options: list[str], size: int
) -> None:
    path = tmp_path / "take.ts"
    studio.ffmpeg("-i", clear, "-c", "copy", "-f", "mpegts", *options, path)
    assert probe(path).video is not None
    data = bytearray(path.read_bytes())
    for at in range(size - 188, len(data), size):
        pid = (data[at + 1] & 0x1F) << 8 | data[at + 2]
        if pid in OF_STREAMS:
            data[at + 3] |= 0x80
            data[at + 20 : at + 188] = bytes(byte ^ 0x5A for byte in data[at + 20 : at + 188])
    path.write_bytes(data)

    assert refusal(path) is RefusalCode.ENCRYPTED


@pytest.mark.parametrize(
    ("options", "size", "plain", "encrypted"),
    [
        ([], 188, 0x1B, 0xDB),
        (["-mpegts_m2ts_mode", "1"], 192, 0x1B, 0xDB),
        ([], 188, 0x0F, 0xCF),
        ([], 188, 0x0F, 0xC1),
    ],
)
def test_encrypted_samples_are_refused(
    clear: Path, tmp_path: Path, options: list[str], size: int, plain: int, encrypted: int
) -> None:
    path = tmp_path / "take.ts"
    studio.ffmpeg("-i", clear, "-c", "copy", "-f", "mpegts", *options, path)
    assert not is_protected(path, TRANSPORT)
    data = bytearray(path.read_bytes())
    for at in range(size - 188, len(data), size):
        if data[at + 5 : at + 6] == b"\x02" and data[at + 1] & 0x40:
            entry = at + 17 + int.from_bytes(data[at + 15 : at + 17]) % 0x1000
            while data[entry] != plain:
                entry += 5 + int.from_bytes(data[entry + 3 : entry + 5]) % 0x1000
            data[entry] = encrypted
    path.write_bytes(data)

    assert is_protected(path, TRANSPORT)
    assert is_protected(path)
