"""What came of an upload: whether it is all of it, and whether it is still the same later."""

import hashlib
from collections.abc import Sequence

from portal.videos.models import Upload
from portal.videos.storage import StoredPart, get_storage


def arrived(upload: Upload) -> list[StoredPart]:
    """All parts, or the whole file as the only one; empty while anything is missing."""
    parts = arrived_parts(upload)
    sizes = {part.number: part.size_bytes for part in parts}
    if parts and sizes == {n: size_of_part(upload, n) for n in range(1, upload.part_count + 1)}:
        return parts
    whole = get_storage().look(upload.key)
    if whole is None or upload.size_bytes not in (None, whole.size_bytes):
        return []
    return [whole]


def arrived_parts(upload: Upload) -> list[StoredPart]:
    if not upload.is_in_parts:
        return []
    return get_storage().list_parts(upload.key, upload.storage_id)


def size_of_part(upload: Upload, number: int) -> int:
    """Of each part the same, of the last one what is left."""
    left = (upload.size_bytes or 0) - (number - 1) * upload.part_bytes
    return min(upload.part_bytes, left)


def fingerprint(parts: Sequence[StoredPart]) -> str:
    """Another one as soon as anything was written again."""
    lines = "".join(f"{part.number} {part.size_bytes} {part.etag}\n" for part in parts)
    return hashlib.sha256(lines.encode()).hexdigest()


def discard(upload: Upload) -> None:
    """Forget its bytes; what was taken over lies elsewhere."""
    storage = get_storage()
    storage.abort_parts(upload.key, upload.storage_id)
    storage.delete(upload.key)
