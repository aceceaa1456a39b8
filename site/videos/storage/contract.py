"""What the video pipeline needs from a storage. Implemented by a local folder and by S3.

Bytes come in straight from the browser, through signed URLs that carry their own permission, to a
key that is never served; after the commit they are moved to their final key. Bytes go out through
short-lived URLs made for one person.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.outage import NoRoom, Outage


class StorageTrouble(Outage):
    """The storage is at fault, not the caller: a later attempt may succeed."""

    what = "the video storage"
    message = _(
        "The video storage isn't responding right now. What you have already sent is safe. "
        "Please try again in a minute."
    )


class StorageFull(StorageTrouble, NoRoom):
    """There is no space left to write to."""

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
    """A multipart upload that was neither joined nor aborted."""

    key: str
    storage_id: str
    begun_at: datetime


class VideoStorage(Protocol):
    """Keys are `/`-separated and made only by us. Every method may raise StorageTrouble.

    Whichever method creates an object, it appears whole or not at all.
    """

    min_part_bytes: int
    """The smallest part, except the last one, that `complete_parts` accepts."""

    links_outlive: bool
    """Whether a link for one PUT of a whole file can't be revoked. Links for parts always can:
    they end as soon as the parts are joined or aborted."""

    needs_size: bool
    """Whether it can limit a PUT only to a length that is known in advance."""

    @classmethod
    def from_settings(cls) -> Self: ...

    def put_url(
        self, key: str, *, size_bytes: int | None, max_bytes: int, expires_at: datetime
    ) -> str:
        """A URL that accepts one PUT of exactly `size_bytes`, or of at most `max_bytes` if None."""
        ...

    def begin_parts(self, key: str) -> str:
        """Open a multipart upload. Returns the storage's own id for it."""
        ...

    def part_url(
        self, key: str, storage_id: str, number: int, *, size_bytes: int, expires_at: datetime
    ) -> str: ...

    def list_parts(self, key: str, storage_id: str) -> list[StoredPart]:
        """The parts that arrived whole, by number; empty when the upload is unknown or closed."""
        ...

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        """Join `parts` into one object under `key`. Raises MissingObject if a part is gone."""
        ...

    def abort_parts(self, key: str, storage_id: str) -> None:
        """Discard the parts; no error if they are already gone."""
        ...

    def put_file(self, path: Path, key: str) -> None:
        """Store a copy of a local file, replacing what was there."""
        ...

    def download_to(self, key: str, path: Path) -> None:
        """Make the object a local file. Read only: it may share its bytes with the storage."""
        ...

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        """Replaces the target. Raises MissingObject, also if the source has another etag."""
        ...

    def size(self, key: str) -> int | None:
        """None when there is no such object."""
        ...

    def exists(self, key: str) -> bool: ...

    def look(self, key: str) -> StoredPart | None:
        """The object as if it were the only part. Its etag changes when it is written again."""
        ...

    def delete(self, key: str) -> None: ...

    def delete_prefix(self, prefix: str) -> None:
        """Everything whose key starts with `prefix`, which ends with a slash."""
        ...

    def download_url(self, key: str, user: User, *, seconds: int, for_bearer: bool = False) -> str:
        """A URL for this person, valid for at least `seconds` and at most twice that.

        `for_bearer`: the URL alone is enough. Otherwise a storage may check who uses it.
        """
        ...

    def walk(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key starts with `prefix`, in no particular order."""
        ...

    def begun_uploads(self, prefix: str = "") -> Iterator[BegunUpload]:
        """Every multipart upload to such a key that is in progress or abandoned.

        A storage that does not keep their keys lists all without a prefix, and none with one.
        """
        ...

    def tidy(self, *, before: datetime, keep: Container[str] = ()) -> None:
        """Remove what cut connections and killed processes left behind before that time.

        Nothing whose key or storage id is in `keep`.
        """
        ...
