"""The ways in which rows and storage can differ."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID


class Drift(Enum):
    """Name, what was found, what mending does."""

    ORPHAN = "orphan", "objects of no video", "deletes them"
    STALE_RENDITION = "stale_rendition", "renditions that no row names", "deletes them"
    LEFTOVER = "leftover", "files of attempts that ended", "deletes them"
    ORPHAN_CLIP = "orphan_clip", "clips that no row names", "deletes them"
    ORPHAN_UPLOAD = "orphan_upload", "bytes of uploads that ended", "deletes them"
    BEGUN_UPLOAD = "begun_upload", "parts of uploads that ended", "aborts them"
    KEPT_ORIGINAL = "kept_original", "originals that are kept no longer", "deletes them"
    UNKNOWN = "unknown", "objects that Practika did not make", "leaves them to you"
    ORIGINAL_MISSING = "original_missing", "videos without their original", "notes it"
    RENDITION_MISSING = "rendition_missing", "renditions without their file", "makes them again"
    RENDITION_SIZE = "rendition_size", "renditions of another size", "makes them again"
    POSTER_MISSING = "poster_missing", "posters without their file", "draws them again"
    POSTER_UNMARKED = "poster_unmarked", "posters that no row knows of", "notes it"
    CLIP_MISSING = "clip_missing", "clips without their file", "cuts them again"
    CLIP_SIZE = "clip_size", "clips of another size", "cuts them again"

    def __init__(self, code: str, found: str, mending: str) -> None:
        self.code, self.found, self.mending = code, found, mending


@dataclass(frozen=True, slots=True)
class Finding:
    """`size_bytes` is what lies there, or, where nothing lies, what the row tells of it."""

    drift: Drift
    key: str
    size_bytes: int = 0
    asset_id: UUID | None = None
    storage_id: str = ""
