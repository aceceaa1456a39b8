from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from videos.media import cut_clip, make_first_playable, make_poster, probe

from . import studio


def poster_of(source: Path, folder: Path) -> Image.Image:
    path = folder / "posters" / "poster.jpg"
    make_poster(source, path, probe(source))
    with Image.open(path) as image:
        assert image.format == "JPEG"
        return image.convert("RGB")


def test_poster_is_not_the_black_start(tmp_path: Path) -> None:
    filters = "drawbox=c=orange:t=fill:w=iw/2:h=ih/2:enable='gt(t,2)'"
    source = studio.film(
        tmp_path / "take.mp4", *studio.H264, seconds=6, colour="black", filters=filters
    )

    picture = np.asarray(poster_of(source, tmp_path))

    assert picture[50, 50].tolist() == pytest.approx([255, 165, 0], abs=16)


def test_poster_of_a_turned_4k_take_is_upright_and_small(tmp_path: Path) -> None:
    flat = studio.film(tmp_path / "flat.mp4", *studio.H264, size="3840x2160", seconds=0.5)
    source = tmp_path / "turned.mp4"
    studio.ffmpeg("-display_rotation", "90", "-i", flat, "-c", "copy", source)

    assert poster_of(source, tmp_path).size == (720, 1280)


def test_a_dark_take_still_gets_a_poster(tmp_path: Path) -> None:
    source = studio.film(
        tmp_path / "dark.mp4", *studio.H264, seconds=1, colour="black", filters="null"
    )

    assert poster_of(source, tmp_path).size == (640, 360)


def test_a_voice_is_drawn_as_a_wave(voice: Path, tmp_path: Path) -> None:
    picture = poster_of(voice, tmp_path)

    assert picture.size == (1280, 720)
    middle = np.asarray(picture)[300].astype(int)
    assert np.abs(middle - [0x8E, 0xCA, 0xE6]).max(axis=1).min() < 24
    assert np.abs(middle - [0x14, 0x21, 0x3D]).max(axis=1).min() < 24


@pytest.mark.parametrize(("start_ms", "end_ms"), [(0, 2000), (2250, 4100), (5000, 6000)])
def test_a_clip_plays_its_span(
    phone_take: Path, tmp_path: Path, start_ms: int, end_ms: int
) -> None:
    rendition = make_first_playable(phone_take, tmp_path, probe(phone_take))
    path = tmp_path / "clips" / "clip.mp4"

    size, length = cut_clip(rendition.path, path, start_ms, end_ms)

    assert size == path.stat().st_size
    assert length == pytest.approx(end_ms - start_ms, abs=150)
    flash = next(half * 1000 + 500 for half in range(9) if half * 1000 + 500 >= start_ms)
    assert studio.flashes(path)[0] * 1000 == pytest.approx(flash - start_ms, abs=34)
    assert studio.beeps(path)[0] * 1000 == pytest.approx(flash - start_ms, abs=25)


def test_a_clip_can_be_cut_from_the_segments_that_cover_it(
    phone_take: Path, tmp_path: Path
) -> None:
    rendition = make_first_playable(phone_take, tmp_path, probe(phone_take))
    data = rendition.path.read_bytes()
    offset = rendition.index["segments"][1][1]
    piece = tmp_path / "piece.mp4"
    piece.write_bytes(data[: rendition.index["init"][1]] + data[offset:])

    cut_clip(piece, tmp_path / "clip.mp4", 4250, 5750)

    assert studio.flashes(tmp_path / "clip.mp4") == pytest.approx([0.25, 1.25], abs=0.034)


@pytest.mark.parametrize(("start_ms", "end_ms"), [(2000, 2000), (3000, 1000), (-5, 100)])
def test_a_clip_needs_a_length(tmp_path: Path, start_ms: int, end_ms: int) -> None:
    with pytest.raises(ValueError, match="no clip"):
        cut_clip(tmp_path / "any.mp4", tmp_path / "clip.mp4", start_ms, end_ms)
