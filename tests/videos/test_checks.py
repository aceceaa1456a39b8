"""A machine that lacks something gets a clear error."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.architecture.ladder import ROOT
from videos import checks
from videos.media import sandbox, tools


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


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine where it is not installed."""
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else found(name))
    sandbox.bwrap_trouble.cache_clear()
    yield
    sandbox.bwrap_trouble.cache_clear()


@pytest.mark.parametrize(("mode", "is_told"), [("bwrap", True), ("auto", False), ("off", False)])
def test_a_missing_sandbox_is_a_deployment_error(
    settings: Any, no_bubblewrap: None, mode: str, is_told: bool
) -> None:
    settings.MEDIA_SANDBOX = mode

    errors = checks.media_is_sandboxed()

    assert [error.id for error in errors] == (["videos.E002"] if is_told else [])


def test_a_worker_does_not_start_without_a_sandbox(settings: Any, no_bubblewrap: None) -> None:
    settings.MEDIA_SANDBOX = "bwrap"

    with pytest.raises(SystemExit, match="bubblewrap is not installed"):
        call_command("run_huey", workers=1)


def test_a_machine_that_forbids_namespaces_is_reported(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forbids = tmp_path / "bwrap"
    forbids.write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n")
    forbids.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    sandbox.bwrap_trouble.cache_clear()
    settings.MEDIA_SANDBOX = "bwrap"

    (error,) = checks.media_is_sandboxed()
    sandbox.bwrap_trouble.cache_clear()

    assert "No permissions" in error.msg
    assert "MEDIA_SANDBOX=off" in str(error.hint)


def production(path: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Load production settings in a process that sees only the programs in `path`."""
    environment = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "practika.example", "PATH": path}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from portal.settings import production; print(production.MEDIA_SANDBOX)",
        ],
        env=environment | {"PYTHONPATH": "site:."} | environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_a_sandbox_or_an_explicit_opt_out(tmp_path: Path) -> None:
    home = {"PRACTIKA_HOME": str(tmp_path)}
    refused = production("/nowhere", **home)
    open_by_choice = production("/nowhere", MEDIA_SANDBOX="off", **home)
    sandboxed = production(os.environ["PATH"], **home)

    assert refused.returncode == 1
    assert "cannot start: bubblewrap" in refused.stderr
    assert (open_by_choice.returncode, open_by_choice.stdout) == (0, "off\n")
    assert (sandboxed.returncode, sandboxed.stdout) == (0, "bwrap\n")
