"""What the video pipeline asks of a storage. A local folder and S3 both answer it.

Bytes come in through signed URLs that carry their own right, straight from the browser, to a key
that is never served; the server moves them to their final key when the upload is committed. Bytes
go out through short-lived URLs made for one person.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.outage import NoRoom, Outage


class StorageTrouble(Outage):
    """The storage is at fault, not the caller: a later try may work."""

    what = "the video storage"
    message = _(
        "The place where videos are kept does not answer just now. What you sent before is safe. "
        "Please try again in a minute."
    )


class StorageFull(StorageTrouble, NoRoom):
    """There is no room left for what was to be written."""

    what = "the video storage"
    message = NoRoom.message


class MissingObject(Exception):
    """There is nothing under this key."""


@dataclass(frozen=True, slots=True)
class StoredPart:
    number: int
    size_bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class StoredObject:
    key: str
    size_bytes: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class BegunUpload:
    """An upload in parts that was neither joined nor aborted."""

    key: str
    storage_id: str
    begun_at: datetime


class VideoStorage(Protocol):
    """Keys are `/`-separated and made by us alone. Every method may raise StorageTrouble.

    An object appears whole or not at all, under every method that makes one.
    """

    min_part_bytes: int
    """The smallest part, the last one excepted, that `complete_parts` takes."""

    needs_size: bool
    """Whether it can limit a PUT only to a length that is known beforehand."""

    @classmethod
    def from_settings(cls) -> Self: ...

    def put_url(
        self, key: str, *, size_bytes: int | None, max_bytes: int, expires_at: datetime
    ) -> str:
        """A URL that takes one PUT of exactly `size_bytes`, or of at most `max_bytes` if None."""
        ...

    def begin_parts(self, key: str) -> str:
        """Open an upload in parts; the storage's own name for it."""
        ...

    def part_url(
        self, key: str, storage_id: str, number: int, *, size_bytes: int, expires_at: datetime
    ) -> str: ...

    def list_parts(self, key: str, storage_id: str) -> list[StoredPart]:
        """The parts that arrived whole, by number; empty when the upload is unknown or closed."""
        ...

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        """Join `parts` to one object under `key`. Raises MissingObject when a part is gone."""
        ...

    def abort_parts(self, key: str, storage_id: str) -> None:
        """Forget the parts; no error when they are gone already."""
        ...

    def put_file(self, path: Path, key: str) -> None:
        """Store a copy of a local file, replacing what was there."""
        ...

    def download_to(self, key: str, path: Path) -> None:
        """Make the object a local file. It may share its bytes with the storage: only read it."""
        ...

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        """Replaces the target. Raises MissingObject, also when the source has another etag."""
        ...

    def size(self, key: str) -> int | None:
        """None when there is no such object."""
        ...

    def exists(self, key: str) -> bool: ...

    def look(self, key: str) -> StoredPart | None:
        """The object as if it were the only part. Its etag is another once it is written again."""
        ...

    def delete(self, key: str) -> None: ...

    def delete_prefix(self, prefix: str) -> None:
        """Everything whose key starts with `prefix`, which ends with a slash."""
        ...

    def download_url(self, key: str, user: User, *, seconds: int) -> str:
        """A URL for this person, good for `seconds` at least and twice that at most."""
        ...

    def walk(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key starts with `prefix`, in no order that one may rely on."""
        ...

    def begun_uploads(self, prefix: str = "") -> Iterator[BegunUpload]:
        """Every upload in parts to such a key that is under way or was abandoned.

        A storage that knows no keys of them tells all without a prefix, and none with one.
        """
        ...

    def tidy(self, *, before: datetime, keep: Container[str] = ()) -> None:
        """Remove what cut connections and killed processes left behind before that time.

        Nothing whose key or storage id is in `keep`.
        """
        ...
