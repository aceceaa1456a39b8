"""Copies within the bucket: of exactly the bytes that were checked, verified before they count."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import ceil
from typing import Any

from core.bucket.trouble import status_of
from videos.storage.contract import MissingObject, StorageTrouble, StoredPart
from videos.storage.s3 import parts as in_parts
from videos.storage.s3.etags import as_md5, bare
from videos.storage.s3.place import Place

MAX_AT_ONCE = 5 * 1024**3
"""S3 copies at most this much in one call."""
PIECE_BYTES = 256 * 1024 * 1024
AT_ONCE = 4
TRIES = 3

Head = dict[str, Any]


class _Changed(Exception):
    """Someone wrote to the source in the meantime."""


class _NotSupported(Exception):
    """This server cannot copy in parts."""


def copy(place: Place, source: str, target: str, etag: str = "") -> None:
    for _attempt in range(TRIES):
        head = place.head(source)
        if head is None or etag not in {"", bare(head["ETag"])}:
            raise MissingObject(source)
        with suppress(_Changed):
            _copy(place, source, target, head)
            return
    raise StorageTrouble(f"{source} keeps changing while it is copied")


def _copy(place: Place, source: str, target: str, head: Head) -> None:
    size = int(head["ContentLength"])
    if size > PIECE_BYTES:
        try:
            return _in_pieces(place, source, target, head, size)
        except _NotSupported:
            if size > MAX_AT_ONCE:
                text = f"this storage cannot copy objects larger than 5 GB ({source})"
                raise StorageTrouble(text) from None
    return _whole(place, source, target, head)


def _whole(place: Place, source: str, target: str, head: Head) -> None:
    answer = _ask(
        place,
        "copy_object",
        source,
        target,
        head,
        MetadataDirective="REPLACE",
        **in_parts.described(target),
    )
    copied = answer.get("CopyObjectResult", {}) | {
        "ServerSideEncryption": answer.get("ServerSideEncryption", "")
    }
    wanted, found = as_md5(head), as_md5(copied)
    if wanted is None or found is None:
        _check(place, source, target, head)
    elif wanted != found:
        # Not every server respects the condition on the source.
        raise _Changed


def _check(place: Place, source: str, target: str, head: Head) -> None:
    """If there is no MD5: the copy has the right length, and the source has not changed."""
    copied, now = place.head(target), place.head(source)
    if now is None or now["ETag"] != head["ETag"]:
        raise _Changed
    if copied is None or copied["ContentLength"] != head["ContentLength"]:
        raise StorageTrouble(f"the copy of {source} is incomplete")


def _in_pieces(place: Place, source: str, target: str, head: Head, size: int) -> None:
    storage_id = in_parts.begin(place, target)
    piece = partial(_piece, place, source, target, head, storage_id, size)
    try:
        with ThreadPoolExecutor(AT_ONCE, "storage-copy") as pool:
            copied = list(pool.map(piece, range(1, ceil(size / PIECE_BYTES) + 1)))
        in_parts.join(place, target, storage_id, copied)
    except BaseException:
        with suppress(StorageTrouble, MissingObject):
            in_parts.abort(place, target, storage_id)
        raise
    _check(place, source, target, head)


def _piece(
    place: Place, source: str, target: str, head: Head, storage_id: str, size: int, number: int
) -> StoredPart:
    first = (number - 1) * PIECE_BYTES
    last = min(first + PIECE_BYTES, size) - 1
    answer = _ask(
        place,
        "upload_part_copy",
        source,
        target,
        head,
        UploadId=storage_id,
        PartNumber=number,
        CopySourceRange=f"bytes={first}-{last}",
    )
    etag = answer.get("CopyPartResult", {}).get("ETag")
    if not etag:
        raise _NotSupported
    return StoredPart(number, last - first + 1, bare(etag))


def _ask(
    place: Place, operation: str, source: str, target: str, head: Head, **params: Any
) -> dict[str, Any]:
    try:
        return place.ask(
            operation,
            target,
            CopySource=place.at(source),
            CopySourceIfMatch=head["ETag"],
            **params,
        )
    except StorageTrouble as trouble:
        cause = trouble.__cause__
        status = status_of(cause) if isinstance(cause, Exception) else 0
        if status == 412:
            raise _Changed from None
        if status == 501 and operation == "upload_part_copy":
            raise _NotSupported from None
        raise
