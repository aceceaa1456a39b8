"""The servers' programs: found, or installed from Debian if this user may."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.services.server import ServiceTrouble

# Debian installs servers here, but an ordinary user's PATH does not include it.
PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])


def from_debian(
    name: str, *, package: str, find: Callable[[], Path | None], install: Callable[[], None]
) -> Path:
    found = find()
    if found is None:
        install()
        found = find()
    if found is None:
        raise ServiceTrouble(
            f"{name} is needed and could not be installed here: run `apt-get install {package}` "
            "as root, then run the same command again."
        )
    return found


def from_python(name: str, *, package: str) -> Path:
    """A program that comes with a package in requirements-dev.lock."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise ServiceTrouble(
            f"{name} is missing: it comes with {package}, which `make test` installs."
        )
    return Path(found)


def newest(programs: Iterable[Path], *, at_least: int) -> Path | None:
    versions = {program: major_version(program) for program in programs}
    good = [program for program in versions if versions[program] >= at_least]
    return max(good, key=lambda program: versions[program], default=None)


def on_path(name: str) -> list[Path]:
    found = shutil.which(name, path=PLACES)
    return [Path(found)] if found else []


def major_version(program: Path) -> int:
    """0 if it does not run. Redis prints `v=7.0.15`, others end with the number."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    number = re.search(r"(?:v=|\s)(\d+)\.\d+", said.stdout)
    return int(number[1]) if number else 0
