"""Fake storages: one in memory, and one that fails on demand."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Self

from django.utils import timezone

from accounts.models import User
from videos.storage import (
    BegunUpload,
    MissingObject,
    StorageTrouble,
    StoredObject,
    StoredPart,
)

Signed = tuple[str, str, int, int | None, int, datetime]


@dataclass
class MemoryStorage:
    """Holds its objects in a dict; `accept` is what the far end of a signed URL does."""

    min_part_bytes: int = 1
    links_outlive: bool = False
    needs_size: bool = False
    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    signed: dict[str, Signed] = field(default_factory=dict)

    shared: ClassVar["MemoryStorage | None"] = None

    @classmethod
    def from_settings(cls) -> Self:
        if not isinstance(cls.shared, cls):
            cls.shared = cls()
        return cls.shared

    def put_url(
        self, key: str, *, size_bytes: int | None, max_bytes: int, expires_at: datetime
    ) -> str:
        return self._sign((key, "", 0, size_bytes, max_bytes, expires_at))

    def begin_parts(self, key: str) -> str:
        storage_id = uuid.uuid4().hex
        self.parts[storage_id] = {}
        return storage_id

    def part_url(
        self, key: str, storage_id: str, number: int, *, size_bytes: int, expires_at: datetime
    ) -> str:
        return self._sign((key, storage_id, number, size_bytes, size_bytes, expires_at))

    def accept(self, url: str, body: bytes, now: datetime) -> int:
        key, storage_id, number, size, most, expires_at = self.signed[url]
        if expires_at < now or len(body) > most or size not in (None, len(body)):
            return 403
        if storage_id and storage_id not in self.parts:
            return 404
        target = self.parts[storage_id] if storage_id else self.objects
        target[number if storage_id else key] = body  # type: ignore[index]
        return 200

    def list_parts(self, key: str, storage_id: str) -> list[StoredPart]:
        found = self.parts.get(storage_id, {})
        return [StoredPart(n, len(found[n]), _etag(found[n])) for n in sorted(found)]

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        found = self.parts.get(storage_id, {})
        if any(part.number not in found for part in parts) or not parts:
            raise MissingObject(key)
        self.objects[key] = b"".join(found[part.number] for part in parts)
        self.abort_parts(key, storage_id)

    def abort_parts(self, key: str, storage_id: str) -> None:
        self.parts.pop(storage_id, None)

    def put_file(self, path: Path, key: str) -> None:
        self.objects[key] = path.read_bytes()

    def download_to(self, key: str, path: Path) -> None:
        path.write_bytes(self._object(key))

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        if etag not in {"", _etag(self._object(source))}:
            raise MissingObject(source)
        self.objects[target] = self._object(source)
        del self.objects[source]

    def size(self, key: str) -> int | None:
        return len(self.objects[key]) if key in self.objects else None

    def exists(self, key: str) -> bool:
        return key in self.objects

    def look(self, key: str) -> StoredPart | None:
        body = self.objects.get(key)
        return None if body is None else StoredPart(1, len(body), _etag(body))

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def delete_prefix(self, prefix: str) -> None:
        self.objects = {k: v for k, v in self.objects.items() if not k.startswith(prefix)}

    def download_url(self, key: str, user: User, *, seconds: int, for_bearer: bool = False) -> str:
        return f"memory://get/{user.pk}/{key}"

    def walk(self, prefix: str = "") -> Iterator[StoredObject]:
        for key, body in self.objects.items():
            if key.startswith(prefix):
                yield StoredObject(key, len(body), timezone.now())

    def begun_uploads(self, prefix: str = "") -> Iterator[BegunUpload]:
        for storage_id in self.parts:
            yield BegunUpload("", storage_id, timezone.now())

    def tidy(self, *, before: datetime, keep: Container[str] = ()) -> None:
        pass

    def _object(self, key: str) -> bytes:
        if key not in self.objects:
            raise MissingObject(key)
        return self.objects[key]

    def _sign(self, right: Signed) -> str:
        url = f"memory://put/{len(self.signed)}"
        self.signed[url] = right
        return url


class FlakyStorage(MemoryStorage):
    """Fails the next `failures[method]` calls of a method, as a remote storage sometimes does."""

    failures: ClassVar[Counter[str]] = Counter()

    def _stumble(self, method: str) -> None:
        if self.failures[method] > 0:
            self.failures[method] -= 1
            raise StorageTrouble(f"{method}: connection reset")

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        self._stumble("complete_parts")
        super().complete_parts(key, storage_id, parts)

    def put_file(self, path: Path, key: str) -> None:
        self._stumble("put_file")
        super().put_file(path, key)

    def download_to(self, key: str, path: Path) -> None:
        self._stumble("download_to")
        super().download_to(key, path)

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        self._stumble("move")
        super().move(source, target, etag=etag)

    def delete(self, key: str) -> None:
        self._stumble("delete")
        super().delete(key)

    def delete_prefix(self, prefix: str) -> None:
        self._stumble("delete_prefix")
        super().delete_prefix(prefix)


def _etag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
