"""The storage in a local folder, with the same signed-URL protocol as S3.

    <root>/videos/…  <root>/clips/…  <root>/uploads/…   objects, by key
    <root>/.parts/<storage id>/<number>.<etag>            parts of uploads in progress
    <root>/.incoming/<random>                             what is being written

Everything is written to one side and renamed, on one file system, so no partial file is ever seen.
"""

import shutil
import uuid
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Self

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from videos.storage.contract import (
    BegunUpload,
    MissingObject,
    StoredObject,
    StoredPart,
)
from videos.storage.local_files import (
    Readable,
    append,
    contract_errors,
    copy,
    flush,
    link_or_copy,
    moment,
    objects_below,
    remove_old,
    written_at,
)
from videos.storage.tokens import PutRight, get_right, sign, timestamp

Gate = Callable[[str], AbstractContextManager[None]]
"""Held while received bytes are moved to their key; raises MissingObject to reject them."""


@dataclass(frozen=True)
class LocalStorage:
    root: Path
    min_part_bytes: int = 1024 * 1024
    links_outlive: bool = False
    needs_size: bool = False

    @classmethod
    def from_settings(cls) -> Self:
        return cls(Path(settings.VIDEO_ROOT))

    @property
    def incoming(self) -> Path:
        return self.root / ".incoming"

    # The way in

    def put_url(
        self, key: str, *, size_bytes: int | None, max_bytes: int, expires_at: datetime
    ) -> str:
        most = max_bytes if size_bytes is None else size_bytes
        right = PutRight(key, timestamp(expires_at), most, exact=size_bytes is not None)
        return reverse("videos:storage_put", args=[sign(right)])

    def begin_parts(self, key: str) -> str:
        storage_id = uuid.uuid4().hex
        with contract_errors():
            self._parts(storage_id).mkdir(parents=True)
        return storage_id

    def part_url(
        self, key: str, storage_id: str, number: int, *, size_bytes: int, expires_at: datetime
    ) -> str:
        right = PutRight(key, timestamp(expires_at), size_bytes, True, storage_id, number)
        return reverse("videos:storage_put", args=[sign(right)])

    def receive(self, right: PutRight, source: Readable, size_bytes: int, gate: Gate) -> str:
        """Store exactly `size_bytes` from `source`. The ETag; raises CutShort or MissingObject.

        `gate` is entered once the bytes are here: the upload may have ended in the meantime.
        """
        with self._incoming() as aside:
            etag = copy(source, aside, size_bytes)
            self._keep_received(aside, right, etag, gate)
        return etag

    def take(self, right: PutRight, body: Path, gate: Gate) -> str:
        """Like `receive`, for a file on this disk, without reading it. Its writer removes it."""
        etag = uuid.uuid4().hex
        with self._incoming() as aside:
            link_or_copy(body, aside)
            with aside.open("rb") as file:
                flush(file)
            self._keep_received(aside, right, etag, gate)
        return etag

    def list_parts(self, key: str, storage_id: str) -> list[StoredPart]:
        return [part for part, _path in self._stored_parts(storage_id)]

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        paths = dict(self._stored_parts(storage_id))
        with self._incoming() as aside:
            with aside.open("wb") as whole:
                for part in parts:
                    append(whole, paths.get(part))
                flush(whole)
            self._keep(aside, key)
        self.abort_parts(key, storage_id)

    def abort_parts(self, key: str, storage_id: str) -> None:
        """All at once: nobody ever sees only some parts of an upload that was complete."""
        if storage_id:
            self.incoming.mkdir(parents=True, exist_ok=True)
            aside = self.incoming / uuid.uuid4().hex
            with suppress(FileNotFoundError):
                self._parts(storage_id).rename(aside)
                shutil.rmtree(aside, ignore_errors=True)

    def put_file(self, path: Path, key: str) -> None:
        with self._incoming() as aside:
            link_or_copy(path, aside)
            self._keep(aside, key)

    # The way out

    def path(self, key: str) -> Path:
        """Where the object is, or would be."""
        parts = PurePosixPath(key).parts
        if not parts or key.startswith("/") or any(part.startswith(".") for part in parts):
            raise ValueError(f"not a storage key: {key!r}")
        return self.root.joinpath(*parts)

    def download_to(self, key: str, path: Path) -> None:
        try:
            link_or_copy(self.path(key), path)
        except FileNotFoundError:
            raise MissingObject(key) from None

    def download_url(self, key: str, user: User, *, seconds: int, for_bearer: bool = False) -> str:
        right = get_right(key, user.pk, seconds, for_bearer=for_bearer)
        return reverse("videos:storage_get", args=[sign(right)])

    def size(self, key: str) -> int | None:
        path = self.path(key)
        return path.stat().st_size if path.is_file() else None

    def exists(self, key: str) -> bool:
        return self.size(key) is not None

    def look(self, key: str) -> StoredPart | None:
        """Every write makes a new file."""
        try:
            found = self.path(key).stat()
        except FileNotFoundError:
            return None
        return StoredPart(1, found.st_size, f"{found.st_ino}-{found.st_mtime_ns}")

    # Housekeeping

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        found = self.look(source)
        if found is None or etag not in {"", found.etag}:
            raise MissingObject(source)
        try:
            self._keep(self.path(source), target)
        except FileNotFoundError:
            raise MissingObject(source) from None

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)
        self._drop_empty(self.path(key).parent)

    def delete_prefix(self, prefix: str) -> None:
        shutil.rmtree(self.path(prefix), ignore_errors=True)
        self._drop_empty(self.path(prefix).parent)

    def walk(self, prefix: str = "") -> Iterator[StoredObject]:
        return objects_below(self.root, "", prefix)

    def begun_uploads(self, prefix: str = "") -> Iterator[BegunUpload]:
        """Their keys are not kept: the storage's own id is enough here."""
        if prefix:
            return
        for folder in (self.root / ".parts").glob("*"):
            with suppress(FileNotFoundError):
                yield BegunUpload("", folder.name, moment(folder.stat().st_mtime))

    def tidy(self, *, before: datetime, keep: Container[str] = ()) -> None:
        """Upload keys too: a link outlives its upload and may accept unwanted bytes."""
        for folder in (".incoming", "uploads"):
            for left in (self.root / folder).glob("*"):
                if f"{folder}/{left.name}" not in keep:
                    remove_old(left, before)

    # Internals

    def _parts(self, storage_id: str) -> Path:
        return self.root / ".parts" / uuid.UUID(storage_id).hex

    def _stored_parts(self, storage_id: str) -> list[tuple[StoredPart, Path]]:
        """By number; if two writers sent the same part, the later one counts."""
        found: dict[int, tuple[StoredPart, Path]] = {}
        with suppress(FileNotFoundError):
            for path in sorted(self._parts(storage_id).iterdir(), key=written_at):
                number, etag = path.name.split(".")
                part = StoredPart(int(number), path.stat().st_size, etag)
                found[part.number] = (part, path)
        return [found[number] for number in sorted(found)]

    def _drop_empty(self, folder: Path) -> None:
        """So that an erased video leaves no trace, not even an empty folder with its id."""
        with suppress(OSError):
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent

    def _keep_received(self, aside: Path, right: PutRight, etag: str, gate: Gate) -> None:
        with gate(right.key):
            if right.storage_id:
                self._keep_part(aside, right.storage_id, right.number, etag)
            else:
                self._keep(aside, right.key)

    def _keep_part(self, aside: Path, storage_id: str, number: int, etag: str) -> None:
        folder = self._parts(storage_id)
        kept = folder / f"{number:05}.{etag}"
        try:
            aside.replace(kept)
        except FileNotFoundError:
            raise MissingObject(storage_id) from None
        for older in folder.glob(f"{number:05}.*"):
            if older != kept:
                older.unlink(missing_ok=True)

    def _keep(self, aside: Path, key: str) -> None:
        """Tries twice: the folder may be removed as empty between the two steps."""
        kept = self.path(key)
        for is_last in (False, True):
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                aside.replace(kept)
            except FileNotFoundError:
                if is_last or not aside.exists():
                    raise
            else:
                return

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        aside = self.incoming / uuid.uuid4().hex
        with contract_errors():
            self.incoming.mkdir(parents=True, exist_ok=True)
            try:
                yield aside
            finally:
                aside.unlink(missing_ok=True)
