"""Multipart uploads. One that is already joined is recognised by the object it became."""

from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from core.bucket.trouble import code_of
from videos.storage.contract import MissingObject, StorageTrouble, StoredPart
from videos.storage.s3.etags import bare
from videos.storage.s3.place import Place, contract_errors
from videos.storage.served import content_type, disposition

_GONE = frozenset({"NoSuchUpload", "InvalidPart", "InvalidPartOrder", "EntityTooSmall"})


def begin(place: Place, key: str) -> str:
    return str(place.ask("create_multipart_upload", key, **described(key))["UploadId"])


def described(key: str) -> dict[str, str]:
    """Kept with the object, in case it is served without our link. The sender has no influence."""
    return {
        "ContentType": content_type(key),
        "ContentDisposition": disposition(key),
        "CacheControl": "private, max-age=300",
    }


def stored(place: Place, key: str, storage_id: str) -> list[StoredPart]:
    if not storage_id:
        return []
    pages = place.client.get_paginator("list_parts")
    with suppress(MissingObject), contract_errors(key):
        found = [
            _part(part)
            for page in pages.paginate(**place.at(key), UploadId=storage_id)
            for part in page.get("Parts", [])
        ]
        return sorted(found, key=lambda part: part.number)
    return []


def join(place: Place, key: str, storage_id: str, parts: list[StoredPart]) -> None:
    if not parts:
        raise MissingObject(key)
    total = sum(part.size_bytes for part in parts)
    named = [{"PartNumber": part.number, "ETag": f'"{bare(part.etag)}"'} for part in parts]
    with contract_errors(key):
        try:
            place.patient.complete_multipart_upload(
                **place.at(key), UploadId=storage_id, MultipartUpload={"Parts": named}
            )
        except ClientError as error:
            if code_of(error) not in _GONE:
                raise
            # The answer to an earlier attempt may have been lost.
            if _size(place, key) != total:
                raise MissingObject(key) from error
    _check(place, key, total)


def abort(place: Place, key: str, storage_id: str) -> None:
    if storage_id:
        with suppress(MissingObject):
            place.ask("abort_multipart_upload", key, UploadId=storage_id)


def _check(place: Place, key: str, total: int) -> None:
    found = _size(place, key)
    if found != total:
        raise StorageTrouble(f"the parts of {key} have {total} bytes, joined they have {found}")


def _size(place: Place, key: str) -> int | None:
    head = place.head(key)
    return None if head is None else int(head["ContentLength"])


def _part(listed: dict[str, Any]) -> StoredPart:
    return StoredPart(int(listed["PartNumber"]), int(listed["Size"]), bare(listed["ETag"]))
