"""Free space, and permission to write, where files are kept."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.doctor import Finding, bad, good, note, register

TOO_LITTLE = 512 * 1024**2
TRIED_BYTES = 1024 * 1024


@register("disk", order=70)
def disk() -> Iterator[Finding]:
    yield from folder_is_fit("data", Path(settings.PRACTIKA_HOME), wanted=2 * 1024**3)


def folder_is_fit(what: str, folder: Path, *, wanted: int) -> Iterator[Finding]:
    """Really writes a file. Less than `wanted` bytes is a note; next to nothing is a failure."""
    try:
        _try_to_write(folder)
    except OSError as error:
        fix = "make the user that Practika runs as its owner, or free disk space"
        yield bad(f"the {what} folder {folder} is not writable ({error.strerror})", fix=fix)
        return
    free = shutil.disk_usage(folder).free
    text = f"{_size(free)} free in the {what} folder {folder}"
    if free < TOO_LITTLE:
        yield bad(f"only {text}", fix="free disk space, or move it to a larger disk")
    elif free < wanted:
        yield note(f"only {text}", fix=f"keep at least {_size(wanted)} free")
    else:
        yield good(text)


def _try_to_write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".doctor-{uuid.uuid4().hex}"
    try:
        with path.open("wb") as file:
            file.write(bytes(TRIED_BYTES))
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def _size(count: float) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count / 1024**2:.0f} MB"
