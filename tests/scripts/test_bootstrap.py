"""What scripts/bootstrap.py says when something cannot be had. `make` itself tests installing."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.ladder import ROOT


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    return module


def executable(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_failed_download_is_told_in_one_sentence(bootstrap: ModuleType) -> None:
    output = "WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found"
    assert bootstrap.told("Installing Python packages", output, bootstrap.PYPI) == (
        "Installing Python packages needs PyPI, which did not answer: check this machine's "
        "connection or proxy and run the same command again (details in .venv/install.log)."
    )
    assert (bootstrap.VENV / "install.log").read_text(encoding="utf-8") == output


def test_pips_last_error_is_the_reason(bootstrap: ModuleType) -> None:
    output = "ERROR: Could not find a version (from: 1, 2)\nERROR: No matching distribution found."
    assert bootstrap.told("Installing", output, bootstrap.PYPI) == (
        "Installing failed: No matching distribution found (details in .venv/install.log)."
    )


def test_a_silent_failure_is_told_too(bootstrap: ModuleType) -> None:
    assert "it ended without a word" in bootstrap.told("Building", "", "")


def test_a_missing_venv_module_is_told_with_its_mend(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(executable(tmp_path / "python3", "exit 1")))
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        bootstrap.make_venv()


def test_a_full_disk_is_no_traceback(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(bootstrap.STEPS, "runtime", no_space)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "runtime"])
    with pytest.raises(SystemExit, match="No space left on device"):
        bootstrap.main()


@pytest.mark.parametrize(("version", "answer"), [("v18.19.0", False), ("v20.1.0", True)])
def test_an_old_node_is_not_used(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    answer: bool,
) -> None:
    executable(tmp_path / "node", f"echo {version}")
    executable(tmp_path / "npm", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert bootstrap.system_node_is_new_enough() is answer


def test_node_of_the_venv_comes_first(bootstrap: ModuleType) -> None:
    executable(bootstrap.VENV / "bin" / "node", "echo v24.0.0")
    assert bootstrap.tool("node") == str(bootstrap.VENV / "bin" / "node")


def test_an_unknown_step_shows_the_steps() -> None:
    script = str(ROOT / "scripts" / "bootstrap.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "bootstrap.py runtime" in done.stderr
