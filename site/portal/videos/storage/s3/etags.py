"""What an ETag proves: the MD5 of the bytes, unless they came in parts or lie under a KMS key."""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Any

from portal.videos.storage.s3.place import Damaged

_MD5 = re.compile(r"[0-9a-f]{32}")


def bare(etag: str) -> str:
    return etag.strip('"')


def as_md5(answer: dict[str, Any]) -> str | None:
    """The MD5 that an answer's ETag tells, in hexadecimal; None where it tells something else."""
    etag = bare(answer.get("ETag", ""))
    hides_it = str(answer.get("ServerSideEncryption", "")).startswith("aws:kms")
    return etag if _MD5.fullmatch(etag) and not hides_it else None


def md5_of(chunks: Iterable[bytes]) -> "hashlib._Hash":
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest


def header(digest: "hashlib._Hash") -> str:
    """For Content-MD5, by which the server checks what arrives."""
    return base64.b64encode(digest.digest()).decode()


def must_match(answer: dict[str, Any], hexdigest: str, what: str) -> None:
    told = as_md5(answer)
    if told is not None and told != hexdigest:
        raise Damaged(f"{what} was damaged on its way: {told} is not {hexdigest}")
