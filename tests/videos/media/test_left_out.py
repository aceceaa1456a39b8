"""The first track of each kind that decodes is used, and what was left out is reported."""

import json
from pathlib import Path

import av
import pytest

from tests.corpus.boxes import find
from videos.media import (
    MediaRefused,
    Probe,
    RefusalCode,
    make_first_playable,
    make_ladder,
    make_poster,
    notices_of,
    probe,
)

from . import studio

STBL = "moov/trak/mdia/minf/stbl"
FIRST_UNREAD = "The first sound track can't be read; the second was used."
SILENT = "The sound of this file can't be read, so the video is silent."


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clear") / "clear.mp4"
    return studio.film(path, *studio.H264, *studio.AAC, size="320x240", seconds=2)


def remixed(source: Path, out: Path, maps: list[str], *codecs: str) -> Path:
    chosen = [part for one in maps for part in ("-map", one)]
    studio.ffmpeg("-i", source, *chosen, "-c", "copy", *codecs, out)
    return out


def notices(path: Path) -> list[str]:
    return notices_of(json.loads(json.dumps(probe(path).as_json())))


def kinds(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return sorted(stream.type for stream in container.streams)


BOTH = ["0:v", "0:a", "0:a"]


def _not_allowed(clear: Path, folder: Path) -> Path:
    return remixed(clear, folder / "t.mkv", BOTH, "-c:a:0", "wmav2")


def _unknown(clear: Path, folder: Path) -> Path:
    path = remixed(clear, folder / "t.mp4", BOTH)
    data = path.read_bytes()
    entry = find(data, f"{STBL}/stsd")[1].start + 12
    settings = data.index(b"esds", entry)
    path.write_bytes(
        data[:entry] + b"zzzz" + data[entry + 4 : settings] + b"free" + data[settings + 4 :]
    )
    return path


def _broken(clear: Path, folder: Path) -> Path:
    """Decoder settings that no decoder accepts."""
    path = remixed(clear, folder / "t.mp4", BOTH, "-c:a:0", "alac")
    data = path.read_bytes()
    at = data.index(b"alac", data.index(b"alac") + 4) + 8
    path.write_bytes(data[:at] + bytes(24) + data[at + 24 :])
    return path


@pytest.mark.parametrize("make", [_not_allowed, _unknown, _broken])
def test_an_unreadable_sound_track_is_replaced_by_the_next(
    clear: Path, tmp_path: Path, make: "object"
) -> None:
    path = make(clear, tmp_path)  # type: ignore[operator]

    found = probe(path)
    first = make_first_playable(path, tmp_path / "out", found)

    assert notices(path) == [FIRST_UNREAD]
    assert found.audio is not None
    assert kinds(first.path) == ["audio", "video"]
    assert studio.beeps(first.path)[0] == pytest.approx(0.5, abs=0.03)
    assert Probe.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_a_film_whose_only_sound_cannot_be_read_is_silent(clear: Path, tmp_path: Path) -> None:
    path = remixed(clear, tmp_path / "t.mkv", ["0:v", "0:a"], "-c:a", "wmav2")

    found = probe(path)
    first = make_first_playable(path, tmp_path / "out", found)

    assert notices(path) == [SILENT]
    assert (found.audio, kinds(first.path)) == (None, ["video"])


def test_sound_alone_that_cannot_be_read_is_refused(clear: Path, tmp_path: Path) -> None:
    path = remixed(clear, tmp_path / "t.mkv", ["0:a"], "-c:a", "wmav2")

    with pytest.raises(MediaRefused) as caught:
        probe(path)

    assert caught.value.code is RefusalCode.UNKNOWN_CODEC


@pytest.mark.parametrize("order", [["0:v", "0:a"], ["0:a", "0:v"]])
def test_a_film_whose_only_picture_cannot_be_read_is_refused(
    clear: Path, tmp_path: Path, order: list[str]
) -> None:
    path = remixed(clear, tmp_path / "t.mkv", order, "-c:v", "wmv2")

    with pytest.raises(MediaRefused) as caught:
        probe(path)

    assert caught.value.code is RefusalCode.UNKNOWN_CODEC


def test_an_unreadable_picture_track_is_replaced_by_the_next(clear: Path, tmp_path: Path) -> None:
    path = remixed(clear, tmp_path / "t.mkv", ["0:v", "0:v", "0:a"], "-c:v:0", "wmv2")

    found = probe(path)
    first = make_first_playable(path, tmp_path / "out", found)
    rest = make_ladder(path, tmp_path / "out", found, [first.name])
    make_poster(path, tmp_path / "poster.jpg", found)

    assert notices(path) == ["The first picture track can't be read; the second was used."]
    assert studio.flashes(first.path)[0] == pytest.approx(0.5, abs=0.05)
    assert [kinds(made.path) for made in rest] in ([], [["audio", "video"]])


def test_unneeded_tracks_are_reported_too(clear: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    path = tmp_path / "t.mkv"
    maps = ["-map", "0:v", "-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "0:a", "-map", "1"]
    studio.ffmpeg("-i", clear, "-i", words, *maps, "-c", "copy", "-c:s", "srt", path)

    assert notices(path) == [
        "One more picture track was left out: only one per video is used.",
        "2 more sound tracks were left out: only one per video is used.",
        "The subtitles in this file were left out.",
    ]


def test_a_plain_take_has_no_notices(clear: Path) -> None:
    assert notices(clear) == []


def test_an_older_probe_has_no_notices(clear: Path) -> None:
    stored = json.loads(json.dumps(probe(clear).as_json()))
    for name in ("video", "audio"):
        del stored[name]["number"]
    del stored["left_out"]

    assert notices_of(stored) == notices_of({}) == []
    assert Probe.from_json(stored).audio is not None
