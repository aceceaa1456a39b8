"""The contract, implemented by a bucket. Each topic has its own module beside this one.

    <prefix>/videos/…  <prefix>/clips/…  <prefix>/uploads/…

Browsers and the SDK send to signed links with the exact length, so the bucket itself refuses
anything larger. Server calls are retried a few times; success is reported only when the answer, or
a check of the object, proves it.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.bucket import clients
from core.bucket.links import MAX_SECONDS, reading_link
from videos.storage import cloudfront
from videos.storage.contract import BegunUpload, StoredObject, StoredPart
from videos.storage.s3 import copying, fetching, listing, sending
from videos.storage.s3 import parts as in_parts
from videos.storage.s3.etags import bare
from videos.storage.s3.place import Place, contract_errors
from videos.storage.served import content_type, disposition


@dataclass(frozen=True)
class S3Storage:
    place: Place
    min_part_bytes: int = 5 * 1024 * 1024
    links_outlive: bool = True
    needs_size: bool = True

    @classmethod
    def from_settings(cls) -> Self:
        return cls(Place(settings.S3_BUCKET, settings.S3_PREFIX))

    # The way in

    def put_url(
        self, key: str, *, size_bytes: int | None, max_bytes: int, expires_at: datetime
    ) -> str:
        if size_bytes is None:
            raise ValueError("a bucket can limit a PUT only to a length that is known in advance")
        return self._signed("put_object", key, expires_at, ContentLength=size_bytes)

    def begin_parts(self, key: str) -> str:
        return in_parts.begin(self.place, key)

    def part_url(
        self, key: str, storage_id: str, number: int, *, size_bytes: int, expires_at: datetime
    ) -> str:
        return self._signed(
            "upload_part",
            key,
            expires_at,
            UploadId=storage_id,
            PartNumber=number,
            ContentLength=size_bytes,
        )

    def list_parts(self, key: str, storage_id: str) -> list[StoredPart]:
        return in_parts.stored(self.place, key, storage_id)

    def complete_parts(self, key: str, storage_id: str, parts: list[StoredPart]) -> None:
        in_parts.join(self.place, key, storage_id, parts)

    def abort_parts(self, key: str, storage_id: str) -> None:
        in_parts.abort(self.place, key, storage_id)

    def put_file(self, path: Path, key: str) -> None:
        sending.send(self.place, path, key)

    # The way out

    def download_to(self, key: str, path: Path) -> None:
        fetching.fetch(self.place, key, path)

    def download_url(self, key: str, user: User, *, seconds: int, for_bearer: bool = False) -> str:
        # Shows in a log whose link was passed on; the servers ignore it.
        viewer = salted_hmac("practika.viewer", str(user.pk)).hexdigest()[:16]
        if settings.CLOUDFRONT_DOMAIN:
            return cloudfront.signed_url(self.place.full(key), seconds=seconds, viewer=viewer)
        with contract_errors(key):
            return reading_link(
                self.place.full(key),
                seconds=seconds,
                **{
                    "response-content-type": content_type(key),
                    "response-content-disposition": disposition(key),
                    "response-cache-control": _caching(key),
                    "x-viewer": viewer,
                },
            )

    def size(self, key: str) -> int | None:
        head = self.place.head(key)
        return None if head is None else int(head["ContentLength"])

    def exists(self, key: str) -> bool:
        return self.place.head(key) is not None

    def look(self, key: str) -> StoredPart | None:
        head = self.place.head(key)
        if head is None:
            return None
        return StoredPart(1, int(head["ContentLength"]), bare(head["ETag"]))

    # Housekeeping

    def move(self, source: str, target: str, *, etag: str = "") -> None:
        """A verified copy, then a deletion: if killed in between, both objects remain."""
        copying.copy(self.place, source, target, etag)
        self.delete(source)

    def delete(self, key: str) -> None:
        self.place.ask("delete_object", key)

    def delete_prefix(self, prefix: str) -> None:
        if not prefix.endswith("/"):
            raise ValueError(f"not a prefix: {prefix!r}")
        listing.delete_all(self.place, prefix)

    def walk(self, prefix: str = "") -> Iterator[StoredObject]:
        yield from listing.walk(self.place, prefix)

    def begun_uploads(self, prefix: str = "") -> Iterator[BegunUpload]:
        yield from listing.begun(self.place, prefix)

    def tidy(self, *, before: datetime, keep: Container[str] = ()) -> None:
        listing.tidy(self.place, before, keep)

    # Internals

    def _signed(self, operation: str, key: str, expires_at: datetime, **params: Any) -> str:
        left = int((expires_at - timezone.now()).total_seconds())
        with contract_errors(key):
            url: str = clients.signing_client().generate_presigned_url(
                operation,
                Params=self.place.at(key) | params,
                ExpiresIn=min(max(left, 1), MAX_SECONDS),
            )
        return url


def _caching(key: str) -> str:
    """Some servers, such as rclone, answer a range with 200, and browsers cache it as the whole."""
    is_read_by_ranges = content_type(key).startswith("video/")
    if is_read_by_ranges and settings.S3_ENDPOINT_URL:
        return "private, no-store"
    return "private, max-age=300"
