"""Cut, broken, oversized and lying files."""

import random
import struct
import zlib
from pathlib import Path

from .bench import AAC, H264, PICTURE, SOUND, Bench, ffmpeg_recipe, make_file, recipe
from .boxes import Track, find, grey_h264, numbers, patch

YEARS = 0x7FFFFFFF
STBL = "moov/trak/mdia/minf/stbl"


def _first_part(name: str, whole: str) -> None:
    """What is left of `whole` when the line drops after 60 %."""

    def make(bench: Bench, out: Path) -> None:
        data = make_file(whole, bench.folder, port=bench.port).read_bytes()
        out.write_bytes(data[: len(data) * 6 // 10])

    recipe(name)(make)


_first_part("cut_moov_first.mp4", "moov_first.mp4")
_first_part("cut_moov_last.mp4", "moov_last.mp4")
_first_part("cut_fragmented.mp4", "fragmented.mp4")
_first_part("cut_recorder.webm", "recorder_vp8.webm")


@recipe("empty.mp4")
def empty(bench: Bench, out: Path) -> None:
    out.write_bytes(b"")


@recipe("random_bytes.mp4")
def random_bytes(bench: Bench, out: Path) -> None:
    out.write_bytes(random.Random(4).randbytes(60_000))


@recipe("ftyp_only.mp4")
def ftyp_only(bench: Bench, out: Path) -> None:
    out.write_bytes(bench.plain.read_bytes()[:24])


@recipe("missing_targets.mp4")
def missing_targets(bench: Bench, out: Path) -> None:
    """An index in perfect order that points far behind the end of the file."""
    data = bench.plain.read_bytes()
    for body in find(data, f"{STBL}/stco"):
        count = (body.stop - body.start - 8) // 4
        far = numbers(*[0x7FFF0000] * count)
        data = data[: body.start + 8] + far + data[body.stop :]
    out.write_bytes(data)


@recipe("corrupt_avcc.mp4")
def corrupt_avcc(bench: Bench, out: Path) -> None:
    data = bench.mute.read_bytes()
    (body,) = find(data, f"{STBL}/stsd/avc1/avcC")
    out.write_bytes(
        data[: body.start + 5] + b"\xff" * (body.stop - body.start - 5) + data[body.stop :]
    )


@recipe("unknown_codec.mp4")
def unknown_codec(bench: Bench, out: Path) -> None:
    out.write_bytes(bench.plain.read_bytes().replace(b"avc1\0\0\0\0\0\0", b"zzzz\0\0\0\0\0\0"))


_CENC = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0123456789abcdef" * 2]
_KID = ["-encryption_kid", "fedcba9876543210" * 2]
_CLEAR = [*PICTURE, *SOUND, *H264, "-pix_fmt", "yuv420p", *AAC]
ffmpeg_recipe("encrypted.mp4", *_CLEAR, *_CENC, *_KID)


ffmpeg_recipe("unknown_sound.mkv", *_CLEAR[:-4], "-c:a", "wmav2")
ffmpeg_recipe("one_frame.mp4", *PICTURE, *H264, "-pix_fmt", "yuv420p", "-frames:v", "1")


@recipe("many_streams.mkv")
def many_streams(bench: Bench, out: Path) -> None:
    streams = ["-map", "0:a"] * 40
    bench.ffmpeg(out, "-i", bench.plain, *streams, "-map", "0:v", "-c", "copy")


@recipe("hours_24.mp4")
def hours_24(bench: Bench, out: Path) -> None:
    out.write_bytes(grey_h264(64, 64, count=86_400, rate=1).file())


@recipe("wide_8192x16.mp4")
def wide(bench: Bench, out: Path) -> None:
    out.write_bytes(grey_h264(8192, 16).file())


@recipe("bomb_15360.mp4")
def bomb_15360(bench: Bench, out: Path) -> None:
    """One megabyte that a decoder unfolds to gigabytes."""
    out.write_bytes(grey_h264(15360, 15360).file())


ffmpeg_recipe("tiny_2x2.mp4", *PICTURE, "-vf", "scale=2:2", *H264, "-pix_fmt", "yuv420p")


@recipe("png_16000.mov")
def png_16000(bench: Bench, out: Path) -> None:
    side = 16_000
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    pixels = _png_chunk(b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 1))
    picture = b"\x89PNG\r\n\x1a\n" + head + pixels + _png_chunk(b"IEND", b"")
    out.write_bytes(Track(b"png ", b"", picture, side, side).file())


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return numbers(len(body)) + kind + body + numbers(zlib.crc32(kind + body))


def _claim(data: bytes, ticks: int) -> bytes:
    """All durations in the headers set to `ticks`; what decodes stays two seconds."""
    value = numbers(ticks)
    for path, offset in (("moov/mvhd", 16), ("moov/trak/tkhd", 20), ("moov/trak/mdia/mdhd", 16)):
        data = patch(data, path, offset, value)
    return data


@recipe("lies_68_years.mp4")
def lies_68_years(bench: Bench, out: Path) -> None:
    data = _claim(bench.plain.read_bytes(), YEARS)
    data = patch(data, "moov/trak/edts/elst", 8, numbers(YEARS))
    out.write_bytes(patch(data, "moov/mvhd", 12, numbers(1)))


@recipe("lies_65535.mp4")
def lies_65535(bench: Bench, out: Path) -> None:
    data = patch(bench.mute.read_bytes(), "moov/trak/tkhd", 76, numbers(0xFFFF0000, 0xFFFF0000))
    out.write_bytes(patch(data, f"{STBL}/stsd/avc1", 24, b"\xff\xff\xff\xff"))


@recipe("lies_zero_duration.mp4")
def lies_zero_duration(bench: Bench, out: Path) -> None:
    out.write_bytes(_claim(bench.plain.read_bytes(), 0))


@recipe("lies_sample_times.mp4")
def lies_sample_times(bench: Bench, out: Path) -> None:
    out.write_bytes(patch(bench.mute.read_bytes(), f"{STBL}/stts", 8, numbers(YEARS)))


@recipe("lies_sample_sizes.mp4")
def lies_sample_sizes(bench: Bench, out: Path) -> None:
    out.write_bytes(patch(bench.mute.read_bytes(), f"{STBL}/stsz", 8, numbers(YEARS)))
