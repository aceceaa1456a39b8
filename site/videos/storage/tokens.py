"""The signed permissions in the local storage's URLs, like those in presigned URLs on S3."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from time import time
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer

from videos.storage.window import ends_at


@dataclass(frozen=True, slots=True)
class PutRight:
    """One PUT to `key`, or to one part of the upload `storage_id`."""

    key: str
    expires: int
    max_bytes: int
    exact: bool
    storage_id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class GetRight:
    """Reading `key`, only by this person, or by any bearer of the URL on that person's behalf."""

    key: str
    user_id: str
    expires: int
    for_bearer: bool = False


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"practika.storage.{purpose}")


def sign(right: PutRight | GetRight) -> str:
    """A read token ends like its file: programs such as ffmpeg rely on the file extension."""
    token = _signer(type(right).__name__).sign_object(list(asdict(right).values()), compress=True)
    return token + (_ending(right.key) if isinstance(right, GetRight) else "")


def _read(purpose: str, token: str) -> list[Any]:
    values: list[Any] = _signer(purpose).unsign_object(token)
    return values


def read_put(token: str) -> PutRight | None:
    """None if the token was forged, altered, made for reading, or is too old."""
    try:
        right = PutRight(*_read("PutRight", token))
    except (BadSignature, ValueError, TypeError):
        return None
    return right if right.expires > time() else None


def read_get(token: str) -> GetRight | None:
    # The signature follows a colon and contains no dot.
    head, _colon, tail = token.rpartition(":")
    bare = f"{head}:{tail.partition('.')[0]}"
    try:
        right = GetRight(*_read("GetRight", bare))
    except (BadSignature, ValueError, TypeError):
        return None
    is_whole = bare + _ending(right.key) == token
    return right if is_whole and right.expires > time() else None


def get_right(key: str, user_id: UUID, seconds: int, *, for_bearer: bool = False) -> GetRight:
    return GetRight(key, str(user_id), ends_at(seconds), for_bearer)


def _ending(key: str) -> str:
    return PurePosixPath(key).suffix


def timestamp(moment: datetime) -> int:
    return int(moment.timestamp())
