"""What an ETag proves: the MD5 of the bytes, unless sent in parts or encrypted with a KMS key."""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Any

from videos.storage.s3.place import Damaged

_MD5 = re.compile(r"[0-9a-f]{32}")


def bare(etag: str) -> str:
    return etag.strip('"')


def as_md5(answer: dict[str, Any]) -> str | None:
    """The MD5 in an answer's ETag, in hexadecimal; None if the ETag is something else."""
    etag = bare(answer.get("ETag", ""))
    hides_it = str(answer.get("ServerSideEncryption", "")).startswith("aws:kms")
    return etag if _MD5.fullmatch(etag) and not hides_it else None


def md5_of(chunks: Iterable[bytes]) -> "hashlib._Hash":
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest


def header(digest: "hashlib._Hash") -> str:
    """For Content-MD5, which the server uses to check what arrives."""
    return base64.b64encode(digest.digest()).decode()


def must_match(answer: dict[str, Any], hexdigest: str, what: str) -> None:
    found = as_md5(answer)
    if found is not None and found != hexdigest:
        raise Damaged(f"{what} was damaged in transit: {found} is not {hexdigest}")
