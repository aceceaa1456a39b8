from pathlib import Path

import pytest

from videos.media import tools

from . import studio


@pytest.fixture(autouse=True)
def _tools_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may change the tools; they are restored for the next one."""
    monkeypatch.setattr(tools, "_chosen", [])


@pytest.fixture(scope="session")
def phone_take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """H.264 and AAC, as a phone films."""
    path = tmp_path_factory.mktemp("phone") / "take.mp4"
    return studio.film(path, *studio.REORDERED, *studio.AAC, size="1280x720", seconds=6)


@pytest.fixture(scope="session")
def webcam_take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VP8 and Opus without a length, as a browser records."""
    path = tmp_path_factory.mktemp("webcam") / "take.webm"
    return studio.film(path, *studio.VP8, *studio.OPUS, "-live", "1", size="1280x720", seconds=5)


@pytest.fixture(scope="session")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "voice.webm"
    studio.ffmpeg(
        "-f", "lavfi", "-i", f"aevalsrc='{studio.BEEP}':d=9:s=48000", "-c:a", "libopus", path
    )
    return path
