"""Static files as in production: named by their content hash, pre-compressed.

That takes most of a minute, so they are cached in the usual data folder until the sources change.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from scripts.common.paths import ROOT, USUAL_HOME
from scripts.production.program import run

A_DAY = 86_400
KEPT = USUAL_HOME / "prod-local"


def collected(settings: Mapping[str, str]) -> Path:
    """A folder that may be shared: nothing writes to it any more."""
    folder = KEPT / f"static-{fingerprint()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second finds what the first collected
        if not folder.exists():
            forget_old()
            collect(settings, folder)
    return folder


def forget_old() -> None:
    """Deletes folders that are a day old; a newer one may be in use by another process."""
    for old in KEPT.glob("*-*"):
        if time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old, ignore_errors=True)


def collect(settings: Mapping[str, str], folder: Path) -> None:
    """Collects next to the target first: a killed run must not leave half of it."""
    aside = Path(tempfile.mkdtemp(prefix="collecting-", dir=KEPT))
    try:
        chosen = {**settings, "STATIC_ROOT": str(aside)}
        run(chosen, "collectstatic", "--noinput", "--verbosity", "0")
        aside.chmod(0o755)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def fingerprint() -> str:
    """A hash of our own sources and of the packages that include static files."""
    seen = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for part in ("static/build", "static/img"):
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file():
                at = path.stat()
                seen.update(f"{path}{at.st_size}{at.st_mtime_ns}".encode(errors="replace"))
    seen.update(os.fsencode(ROOT))
    return seen.hexdigest()[:16]
