"""What lies in the bucket, page by page, and clearing it away."""

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from portal.core.bucket.files import FOLDER
from portal.videos.storage.contract import (
    BegunUpload,
    MissingObject,
    StorageTrouble,
    StoredObject,
)
from portal.videos.storage.s3 import parts as in_parts
from portal.videos.storage.s3.place import Place, plainly

UPLOADS = "uploads/"
OTHERS = f"{FOLDER}/"
"""Ordinary files, which lie beside the videos and are none."""
MOST_KEYS = 1000


def walk(place: Place, prefix: str) -> Iterator[StoredObject]:
    pages = place.client.get_paginator("list_objects_v2")
    start = place.starting_with(prefix)
    with plainly():
        for page in pages.paginate(Bucket=place.bucket, Prefix=start):
            for found in page.get("Contents", []):
                key = place.own(found["Key"])
                if key.startswith(OTHERS):
                    continue
                yield StoredObject(key, found["Size"], found["LastModified"])


def begun(place: Place, prefix: str = "") -> Iterator[BegunUpload]:
    """Where there is none, some servers answer that there is no such upload."""
    pages = place.client.get_paginator("list_multipart_uploads")
    start = place.starting_with(prefix)
    with suppress(MissingObject), plainly():
        for page in pages.paginate(Bucket=place.bucket, Prefix=start):
            for found in page.get("Uploads", []):
                key = place.own(found["Key"])
                yield BegunUpload(key, found["UploadId"], found["Initiated"])


def delete_all(place: Place, prefix: str) -> None:
    """Keys are gathered first: pages are not sure to go on rightly while objects vanish."""
    delete(place, [found.key for found in walk(place, prefix)])


def delete(place: Place, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), MOST_KEYS):
        _delete_some(place, keys[start : start + MOST_KEYS])


def _delete_some(place: Place, keys: Sequence[str]) -> None:
    named = [{"Key": place.full(key)} for key in keys]
    with plainly():
        answer = place.client.delete_objects(
            Bucket=place.bucket, Delete={"Objects": named, "Quiet": True}
        )
    if left := answer.get("Errors"):
        first = f"{left[0].get('Key')}: {left[0].get('Code')} {left[0].get('Message', '')}"
        raise StorageTrouble(f"{len(left)} objects could not be deleted ({first})")


def tidy(place: Place, before: datetime, keep: Container[str]) -> None:
    """Upload keys too: a link outlives its upload, and takes bytes that nobody asks for."""
    for upload in [one for one in begun(place) if one.begun_at < before]:
        if upload.key not in keep:
            in_parts.abort(place, upload.key, upload.storage_id)
    old = [found.key for found in walk(place, UPLOADS) if found.changed_at < before]
    delete(place, [key for key in old if key not in keep])
