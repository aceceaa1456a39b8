"""Single files of the local storage: never seen half-written, and on disk when reported."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from videos.storage.contract import (
    MissingObject,
    StorageFull,
    StorageTrouble,
    StoredObject,
)

CHUNK_BYTES = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}
_BROKEN = {errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ESTALE, errno.ENOTCONN}


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class CutShort(Exception):
    """The sender disconnected before all bytes had arrived."""


@contextmanager
def contract_errors() -> Iterator[None]:
    """Raises errors of the disk as those of the contract."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(str(error)) from error
        if error.errno in _BROKEN:
            raise StorageTrouble(str(error)) from error
        raise


def objects_below(folder: Path, key: str, prefix: str) -> Iterator[StoredObject]:
    """Opens only folders that can contain such keys, so one video does not read all the others."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            inner = f"{key}{entry.name}"
            if entry.name.startswith("."):
                continue
            with suppress(FileNotFoundError):
                yield from _objects_at(entry, inner, prefix)


def _objects_at(entry: os.DirEntry[str], key: str, prefix: str) -> Iterator[StoredObject]:
    if entry.is_dir(follow_symlinks=False):
        if f"{key}/".startswith(prefix[: len(key) + 1]):
            yield from objects_below(Path(entry.path), f"{key}/", prefix)
    elif key.startswith(prefix):
        stat = entry.stat(follow_symlinks=False)
        yield StoredObject(key, stat.st_size, moment(stat.st_mtime))


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def written_at(path: Path) -> int:
    return path.stat().st_mtime_ns


def copy(source: Readable, target: Path, size_bytes: int) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    left = size_bytes
    with target.open("wb") as file:
        while left and (chunk := source.read(min(CHUNK_BYTES, left))):
            file.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
        if left:
            raise CutShort(f"{left} of {size_bytes} bytes did not arrive")
        flush(file)
    return digest.hexdigest()


def flush(file: IO[bytes]) -> None:
    """To the disk: what we confirmed survives a power cut."""
    file.flush()
    os.fsync(file.fileno())


def remove_old(left: Path, before: datetime) -> None:
    """A file, or a folder of parts whose removal was interrupted."""
    with suppress(FileNotFoundError):
        if left.stat().st_mtime >= before.timestamp():
            return
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink()


def append(whole: IO[bytes], part: Path | None) -> None:
    if part is None:
        raise MissingObject("a part is missing")
    try:
        with part.open("rb") as file:
            shutil.copyfileobj(file, whole, CHUNK_BYTES)
    except FileNotFoundError:
        raise MissingObject("a part is gone") from None


def link_or_copy(source: Path, target: Path) -> None:
    """Replaces the target and never writes into it: it may share its bytes with an object."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
