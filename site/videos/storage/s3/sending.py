"""Local files to the bucket, each verified by its MD5 on arrival; large ones in parts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from videos.storage.contract import MissingObject, StorageTrouble, StoredPart
from videos.storage.s3 import parts as in_parts
from videos.storage.s3.etags import bare, header, md5_of, must_match
from videos.storage.s3.place import Damaged, Place

T = TypeVar("T")
CHUNK_BYTES = 1024 * 1024
PIECE_BYTES = 8 * 1024 * 1024
TRIES = 3
AT_ONCE = 4
"""Pieces sent at once, all of which are in memory."""


def send(place: Place, path: Path, key: str) -> None:
    size = path.stat().st_size
    if size > 2 * PIECE_BYTES:
        _in_pieces(place, path, key, size)
    else:
        _whole(place, path, key)


def _whole(place: Place, path: Path, key: str) -> None:
    digest = md5_of(_chunks(path))
    described: dict[str, Any] = in_parts.described(key)

    def put() -> None:
        with path.open("rb") as file:
            answer = place.ask("put_object", key, Body=file, ContentMD5=header(digest), **described)
        must_match(answer, digest.hexdigest(), key)

    _retry_if_damaged(put)


def _in_pieces(place: Place, path: Path, key: str, size: int) -> None:
    storage_id = in_parts.begin(place, key)
    piece = partial(_piece, place, path, key, storage_id)
    try:
        with ThreadPoolExecutor(AT_ONCE, "storage-send") as pool:
            sent = list(pool.map(piece, range(1, ceil(size / PIECE_BYTES) + 1)))
        in_parts.join(place, key, storage_id, sent)
    except BaseException:
        with suppress(StorageTrouble, MissingObject):
            in_parts.abort(place, key, storage_id)
        raise


def _piece(place: Place, path: Path, key: str, storage_id: str, number: int) -> StoredPart:
    with path.open("rb") as file:
        file.seek((number - 1) * PIECE_BYTES)
        body = file.read(PIECE_BYTES)
    digest = md5_of([body])
    named = {"UploadId": storage_id, "PartNumber": number}

    def put() -> StoredPart:
        answer = place.ask("upload_part", key, Body=body, ContentMD5=header(digest), **named)
        must_match(answer, digest.hexdigest(), f"part {number} of {key}")
        return StoredPart(number, len(body), bare(answer["ETag"]))

    return _retry_if_damaged(put)


def _retry_if_damaged(put: Callable[[], T]) -> T:
    """boto3 retries what the network lost, but not what it damaged."""
    for _attempt in range(TRIES - 1):
        with suppress(Damaged):
            return put()
    return put()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
