"""Takes that end at, before and after a segment boundary, copied and encoded, all play."""

from pathlib import Path

import pytest

from videos.media import make_first_playable, make_ladder, probe

from . import studio

EDGE = 4
"""Seconds of a sound's segment."""
OFFSETS = (-1024, -1, 0, 1, 1023, 1025, 2112)
NTSC_FILM, NTSC, NTSC_TWICE = "24000/1001", "30000/1001", "60000/1001"


def sound(path: Path, samples: int, rate: int, codec: str) -> Path:
    source = f"sine=frequency=440:sample_rate={rate}"
    exactly = ["-af", f"atrim=end_sample={samples}"]
    studio.ffmpeg("-f", "lavfi", "-i", source, *exactly, "-c:a", codec, path)
    return path


def film(path: Path, rate: str, seconds: float, sound_seconds: float, *codecs: str) -> Path:
    picture = f"testsrc2=size=320x240:rate={rate}:duration={seconds}"
    tone = f"sine=frequency=440:sample_rate=44100:duration={sound_seconds}"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    studio.ffmpeg(*inputs, *codecs, path)
    return path


def plays(path: Path, seconds: float, out: Path) -> None:
    found = probe(path)
    first = make_first_playable(path, out, found)
    for made in [first, *make_ladder(path, out, found, [first.name])]:
        lengths = [length for length, _, _ in made.index["segments"]]
        assert made.duration_ms == pytest.approx(seconds * 1000, abs=120)
        assert min(lengths) >= min(0.5, seconds - 0.12)


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize(
    ("rate", "name", "codec"),
    [
        (48000, "copied.m4a", "aac"),
        (44100, "copied.m4a", "aac"),
        (48000, "encoded.wav", "pcm_s16le"),
        (44100, "encoded.wav", "pcm_s16le"),
    ],
)
def test_sound_around_an_edge(
    tmp_path: Path, rate: int, name: str, codec: str, offset: int
) -> None:
    samples = EDGE * rate + offset

    plays(sound(tmp_path / name, samples, rate, codec), samples / rate, tmp_path / "out")


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 32000, 96000])
def test_sound_of_any_rate_on_an_edge(tmp_path: Path, rate: int) -> None:
    path = sound(tmp_path / "take.m4a", EDGE * rate, rate, "aac")

    plays(path, EDGE, tmp_path / "out")


@pytest.mark.parametrize("seconds", [0.25, 0.3, 0.5, 8, 12])
def test_sound_of_other_lengths(tmp_path: Path, seconds: float) -> None:
    path = sound(tmp_path / "take.m4a", round(seconds * 48000), 48000, "aac")

    plays(path, seconds, tmp_path / "out")


def test_a_song_with_a_cover_on_an_edge(tmp_path: Path) -> None:
    song, cover = sound(tmp_path / "song.m4a", 4 * 44100, 44100, "aac"), tmp_path / "cover.png"
    studio.ffmpeg("-f", "lavfi", "-i", "color=teal:s=200x200", "-frames:v", "1", cover)
    path = tmp_path / "cover.m4a"
    pinned = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic"]
    studio.ffmpeg("-i", song, "-i", cover, *pinned, path)

    plays(path, EDGE, tmp_path / "out")


@pytest.mark.parametrize("seconds", [2, 4, 4.04])
@pytest.mark.parametrize("rate", [NTSC_FILM, NTSC, NTSC_TWICE, "7"])
def test_film_of_odd_rates(tmp_path: Path, rate: str, seconds: float) -> None:
    path = film(tmp_path / "t.mp4", rate, seconds, seconds, *studio.H264, *studio.AAC)

    plays(path, probe(path).duration_ms / 1000, tmp_path / "out")


@pytest.mark.parametrize("sound_seconds", [1, 3, 4, 9])
@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("copied.mp4", (*studio.H264, *studio.AAC)),
        ("encoded.webm", (*studio.VP8, *studio.OPUS)),
    ],
)
def test_sound_that_ends_before_or_behind_the_picture(
    tmp_path: Path, name: str, codecs: tuple[str, ...], sound_seconds: float
) -> None:
    path = film(tmp_path / name, "30", 8, sound_seconds, *codecs)

    plays(path, max(8, sound_seconds), tmp_path / "out")


@pytest.mark.parametrize("seconds", [0.24, 0.3, 0.5])
def test_film_of_a_moment(tmp_path: Path, seconds: float) -> None:
    path = film(tmp_path / "t.webm", "30", seconds, seconds, *studio.VP8, *studio.OPUS)

    plays(path, seconds, tmp_path / "out")
