"""What scripts/bootstrap.py prints when something is missing. `make` itself tests installing."""

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


def fail(bootstrap: ModuleType, tmp_path: Path, output: str, ending: str) -> str:
    """What a step says whose program prints `output` and ends so."""
    (tmp_path / "output").write_text(output)
    program = executable(tmp_path / "program", f"cat {tmp_path / 'output'}\n{ending}")
    with pytest.raises(SystemExit) as stop:
        bootstrap.run([str(program)], "Installing Python packages", source=bootstrap.PYPI)
    return str(stop.value)


def test_a_failed_installation_says_its_cause_and_keeps_the_details(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    output = "Collecting networkx\nERROR: No matching distribution found for networkx==3.0"
    assert fail(bootstrap, tmp_path, output, "exit 1") == (
        "Installing Python packages failed: No matching distribution found for networkx==3.0 "
        "(details in .venv/install.log)."
    )
    assert (bootstrap.VENV / "install.log").read_text(encoding="utf-8") == output


def test_a_program_that_was_ended_from_outside_is_told(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    assert "signal 9" in fail(bootstrap, tmp_path, "", "kill -9 $$")


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
