"""The demo's films, which take a minute to make."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from scripts.common.paths import USUAL_HOME

FILMS = "demo-films"


@contextlib.contextmanager
def kept(home: Path) -> Iterator[None]:
    """While the demo is made in `home`: they come from the usual data folder, or go there."""
    usual = USUAL_HOME / FILMS
    if usual.is_dir():
        shutil.copytree(usual, home / FILMS, dirs_exist_ok=True)
    yield
    if not usual.exists():
        shutil.copytree(home / FILMS, usual)
