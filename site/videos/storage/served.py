"""How an object is served to a browser: what we made ourselves plays, all else downloads."""

from pathlib import PurePosixPath

SERVED_INLINE = {".mp4": "video/mp4", ".jpg": "image/jpeg"}
"""What we made ourselves. Everything else is someone's upload and is only ever downloaded."""


def content_type(key: str) -> str:
    return SERVED_INLINE.get(PurePosixPath(key).suffix, "application/octet-stream")


def disposition(key: str) -> str:
    return "inline" if PurePosixPath(key).suffix in SERVED_INLINE else "attachment"
