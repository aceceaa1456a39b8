"""The progress shown while packages are installed."""

from pathlib import Path

import pytest

from scripts.common.install_progress import Progress, of_pip

LOCK = "anyio==4.0 \\\n    --hash=sha256:aa\ncoverage[toml]==7.1 ; python_version > '3'\n"


def test_packages_are_counted_as_they_are_fetched_and_installed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK)
    site = tmp_path / "venv" / "lib" / "python3.11" / "site-packages"
    (site / "pip-23.0.dist-info").mkdir(parents=True)
    so_far = of_pip(lock, tmp_path / "venv")
    output = "Collecting anyio==4.0\n  Downloading anyio.whl\n"
    assert so_far(output) == "1 of 2 packages fetched"

    (site / "anyio-4.0.dist-info").mkdir()
    output += "Collecting coverage[toml]==7.1\nInstalling collected packages: anyio, coverage\n"
    assert so_far(output) == "1 of 2 packages installed"


def test_a_terminal_gets_one_line_that_is_overwritten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    progress = Progress("Installing")
    progress.tell("1 of 2 packages fetched")
    progress.end(failed=False)
    shown = capsys.readouterr().out
    assert shown.count("\n") == 1
    assert "\r\x1b[KInstalling … 1 of 2 packages fetched, 0 s" in shown


def test_a_log_gets_a_line_from_time_to_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress("Installing")
    progress.tell("1 of 2 packages fetched")
    monkeypatch.setattr(progress, "last_line_at", progress.began - 60)
    progress.tell("2 of 2 packages fetched")
    progress.end(failed=True)
    assert capsys.readouterr().out.splitlines() == [
        "Installing …",
        "Installing … 2 of 2 packages fetched, 0 s",
        "Installing … failed",
    ]
