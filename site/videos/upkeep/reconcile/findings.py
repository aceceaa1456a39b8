"""The ways in which rows and storage can differ."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID


class Drift(Enum):
    """Code, what was found, and what the fix does."""

    ORPHAN = "orphan", "objects without a video", "deletes them"
    STALE_RENDITION = "stale_rendition", "renditions without a row", "deletes them"
    LEFTOVER = "leftover", "files of ended attempts", "deletes them"
    ORPHAN_CLIP = "orphan_clip", "clips without a row", "deletes them"
    ORPHAN_UPLOAD = "orphan_upload", "bytes of ended uploads", "deletes them"
    BEGUN_UPLOAD = "begun_upload", "parts of ended uploads", "aborts them"
    KEPT_ORIGINAL = "kept_original", "originals no longer kept", "deletes them"
    UNKNOWN = "unknown", "objects not made by Practika", "leaves them to you"
    ORIGINAL_MISSING = "original_missing", "videos without their original", "records that"
    RENDITION_MISSING = "rendition_missing", "renditions without their file", "makes them again"
    RENDITION_SIZE = "rendition_size", "renditions of the wrong size", "makes them again"
    POSTER_MISSING = "poster_missing", "posters without their file", "makes them again"
    POSTER_UNMARKED = "poster_unmarked", "posters without a mark in their row", "marks them"
    CLIP_MISSING = "clip_missing", "clips without their file", "cuts them again"
    CLIP_SIZE = "clip_size", "clips of the wrong size", "cuts them again"

    def __init__(self, code: str, found: str, fix: str) -> None:
        self.code, self.found, self.fix = code, found, fix


@dataclass(frozen=True, slots=True)
class Finding:
    """`size_bytes` is the size of the object, or if there is none, the size in the row."""

    drift: Drift
    key: str
    size_bytes: int = 0
    asset_id: UUID | None = None
    storage_id: str = ""
