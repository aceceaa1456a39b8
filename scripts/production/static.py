"""Static files as production hands them out: named by their content, compressed beforehand.

That takes most of a minute, so they are kept in the usual data folder until the sources change.
"""

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
    """A folder that may be shared: nobody writes to it any more."""
    folder = KEPT / f"static-{fingerprint()}"
    if not folder.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        forget_old()
        collect(settings, folder)
    return folder


def forget_old() -> None:
    """Those of yesterday: a younger one may be handed out by somebody just now."""
    for old in KEPT.glob("*-*"):
        if time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old, ignore_errors=True)


def collect(settings: Mapping[str, str], folder: Path) -> None:
    """Beside its place first: two at once, or one that is killed, must not leave half of it."""
    aside = Path(tempfile.mkdtemp(prefix="collecting-", dir=KEPT))
    try:
        chosen = {**settings, "STATIC_ROOT": str(aside)}
        run(chosen, "collectstatic", "--noinput", "--verbosity", "0")
        aside.chmod(0o755)
        if not folder.exists():
            aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def fingerprint() -> str:
    """Of our own sources and of the packages that bring some."""
    seen = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for part in ("static/build", "static/img"):
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file():
                at = path.stat()
                seen.update(f"{path}{at.st_size}{at.st_mtime_ns}".encode(errors="replace"))
    seen.update(os.fsencode(ROOT))
    return seen.hexdigest()[:16]
