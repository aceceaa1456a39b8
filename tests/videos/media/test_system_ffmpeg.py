"""The engine on the system's own ffmpeg, for those who ship Practika without the wheel's."""

import shutil
import sys
from pathlib import Path

import pytest

from videos.media import Tools, configure, make_first_playable, make_ladder, probe, tools
from videos.media.tools import ffmpeg_binary

from . import studio


@pytest.fixture
def _system_ffmpeg() -> None:
    configure(Tools(ffmpeg="ffmpeg"))


def sizes(source: Path, folder: Path) -> dict[str, tuple[int, int, int]]:
    found = probe(source)
    first = make_first_playable(source, folder, found)
    made = [first, *make_ladder(source, folder, found, [first.name])]
    return {one.name: (one.width, one.height, round(one.duration_ms, -2)) for one in made}


@pytest.mark.usefixtures("_system_ffmpeg")
def test_a_name_is_looked_up_on_the_path() -> None:
    assert str(ffmpeg_binary()) == shutil.which("ffmpeg")


@pytest.mark.usefixtures("_system_ffmpeg")
def test_it_prepares_what_a_phone_films(tmp_path: Path) -> None:
    take = studio.film(tmp_path / "take.mp4", *studio.REORDERED, *studio.AAC, size="854x480")
    assert sizes(take, tmp_path) == {"source": (854, 480, 3000), "360p": (640, 360, 3000)}


@pytest.mark.usefixtures("_system_ffmpeg")
def test_it_prepares_what_a_browser_records(tmp_path: Path) -> None:
    take = studio.film(tmp_path / "take.webm", *studio.VP8, *studio.OPUS, "-live", "1")
    assert sizes(take, tmp_path) == {"360p": (640, 360, 3000)}


@pytest.mark.usefixtures("_system_ffmpeg")
def test_it_prepares_a_sound_alone(voice: Path, tmp_path: Path) -> None:
    assert [ms for _, _, ms in sizes(voice, tmp_path).values()] == [9000]


def test_without_the_wheel_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setattr(tools, "current_tools", Tools)
    with pytest.raises(RuntimeError, match="imageio-ffmpeg is not installed"):
        ffmpeg_binary()
