"""Lists the contents of the bucket, page by page, and deletes them."""

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from core.bucket.files import FOLDER
from videos.storage.contract import (
    BegunUpload,
    MissingObject,
    StorageTrouble,
    StoredObject,
)
from videos.storage.s3 import parts as in_parts
from videos.storage.s3.place import Place, contract_errors

UPLOADS = "uploads/"
OTHERS = f"{FOLDER}/"
"""Ordinary files beside the videos, which are not videos."""
MAX_KEYS = 1000


def walk(place: Place, prefix: str) -> Iterator[StoredObject]:
    pages = place.client.get_paginator("list_objects_v2")
    start = place.starting_with(prefix)
    with contract_errors():
        for page in pages.paginate(Bucket=place.bucket, Prefix=start):
            for found in page.get("Contents", []):
                key = place.own(found["Key"])
                if key.startswith(OTHERS):
                    continue
                yield StoredObject(key, found["Size"], found["LastModified"])


def begun(place: Place, prefix: str = "") -> Iterator[BegunUpload]:
    """If there are none, some servers answer that there is no such upload."""
    pages = place.client.get_paginator("list_multipart_uploads")
    start = place.starting_with(prefix)
    with suppress(MissingObject), contract_errors():
        for page in pages.paginate(Bucket=place.bucket, Prefix=start):
            for found in page.get("Uploads", []):
                key = place.own(found["Key"])
                yield BegunUpload(key, found["UploadId"], found["Initiated"])


def delete_all(place: Place, prefix: str) -> None:
    """Collects all keys first: paging is unreliable while objects are being deleted."""
    delete(place, [found.key for found in walk(place, prefix)])


def delete(place: Place, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), MAX_KEYS):
        _delete_some(place, keys[start : start + MAX_KEYS])


def _delete_some(place: Place, keys: Sequence[str]) -> None:
    named = [{"Key": place.full(key)} for key in keys]
    with contract_errors():
        answer = place.client.delete_objects(
            Bucket=place.bucket, Delete={"Objects": named, "Quiet": True}
        )
    if left := answer.get("Errors"):
        first = f"{left[0].get('Key')}: {left[0].get('Code')} {left[0].get('Message', '')}"
        raise StorageTrouble(f"{len(left)} objects could not be deleted ({first})")


def tidy(place: Place, before: datetime, keep: Container[str]) -> None:
    """Upload keys too: a link outlives its upload and may accept unwanted bytes."""
    for upload in [one for one in begun(place) if one.begun_at < before]:
        if upload.key not in keep:
            in_parts.abort(place, upload.key, upload.storage_id)
    old = [found.key for found in walk(place, UPLOADS) if found.changed_at < before]
    delete(place, [key for key in old if key not in keep])
