"""A machine that lacks something is told so, in a sentence."""

import shutil

import pytest

from portal.videos import checks
from portal.videos.media import tools


def test_a_complete_machine_passes() -> None:
    assert checks.ffmpeg_is_there() == []
    assert checks.limits_can_be_set() == []


def test_a_wrong_ffmpeg_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "current_tools", lambda: tools.Tools(ffmpeg="/nowhere/ffmpeg"))

    (error,) = checks.ffmpeg_is_there()

    assert error.msg == "Videos cannot be prepared: there is no /nowhere/ffmpeg."
    assert "FFMPEG_BINARY" in str(error.hint)


def test_a_missing_prlimit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    (warning,) = checks.limits_can_be_set()

    assert "util-linux" in str(warning.hint)
