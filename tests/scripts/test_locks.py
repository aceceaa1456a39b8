"""Each lock file installs with the oldest pip, also when every package has a newer release."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.ladder import ROOT
from tests.scripts.mirror import NEWER, build_mirror

LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-node.lock",
    "requirements-audit.lock",
)
EXTRAS = re.compile(r"^([\w.-]+)\[[^\]]+\]==", re.M)


@pytest.fixture(scope="module")
def oldest_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pip")
    lock = Path(__file__).with_name("oldest-pip.lock")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
    subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)
    return folder


PIP = (
    "-m pip install --dry-run --ignore-installed --no-cache-dir --disable-pip-version-check "
    "--require-hashes"
)


def dry_run(pip: Path, lock_text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As in an empty venv, and with no setting of this machine's pip."""
    index, lock = build_mirror(lock_text, folder)
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, *PIP.split(), "--index-url", index.as_uri(), "--requirement", str(lock)],
        env={**own, "PYTHONPATH": str(pip), "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_installs_with_the_oldest_pip_when_all_has_newer_releases(
    oldest_pip: Path, tmp_path: Path, name: str
) -> None:
    done = dry_run(oldest_pip, (ROOT / name).read_text(encoding="utf-8"), tmp_path)
    assert done.returncode == 0, done.stderr
    would_install = done.stdout.split("Would install ", 1)[1]
    assert NEWER not in would_install


def test_a_lock_without_its_extras_would_not(oldest_pip: Path, tmp_path: Path) -> None:
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    done = dry_run(oldest_pip, EXTRAS.sub(r"\1==", text), tmp_path)
    assert done.returncode == 1
    assert "all requirements must have their versions pinned" in done.stderr
