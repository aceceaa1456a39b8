"""What has arrived of an upload: whether it is complete, and still the same later."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from videos.models import Upload
from videos.storage import MissingObject, StoredPart, get_storage


def is_expected(key: str) -> bool:
    """Whether an upload still waits for bytes: not committed, aborted, expired or erased."""
    return Upload.objects.unfinished().of_keys([key]).exists()


@contextmanager
def expected(key: str) -> Iterator[None]:
    """Keeps others from ending or committing the upload; whoever is next finds the bytes there.

    Raises MissingObject if it has already ended.
    """
    with transaction.atomic():
        waiting = Upload.objects.unfinished().of_keys([key]).select_for_update()
        if not waiting.values_list("pk").first():
            raise MissingObject(key)
        yield


def arrived(upload: Upload) -> list[StoredPart]:
    """All parts, or the whole file as the only part; empty while anything is missing."""
    parts = arrived_parts(upload)
    if any(is_whole(upload, part) for part in parts):
        return parts
    sizes = {part.number: part.size_bytes for part in parts}
    if parts and sizes == {n: size_of_part(upload, n) for n in range(1, upload.part_count + 1)}:
        return parts
    whole = get_storage().look(upload.key)
    if whole is None or upload.size_bytes not in (None, whole.size_bytes):
        return []
    return [whole]


def arrived_parts(upload: Upload) -> list[StoredPart]:
    """The pieces by number, or the one part that is the whole file."""
    found = get_storage().list_parts(upload.key, upload.storage_id) if upload.storage_id else []
    whole = [part for part in found if is_whole(upload, part)]
    return whole or [part for part in found if part.number <= upload.part_count]


def is_whole(upload: Upload, part: StoredPart) -> bool:
    return (part.number, part.size_bytes) == (upload.whole_number, upload.size_bytes)


def size_of_part(upload: Upload, number: int) -> int:
    """The same for every part but the last, which gets the rest."""
    left = (upload.size_bytes or 0) - (number - 1) * upload.part_bytes
    return min(upload.part_bytes, left)


def fingerprint(parts: Sequence[StoredPart]) -> str:
    """Changes as soon as anything is written again."""
    lines = "".join(f"{part.number} {part.size_bytes} {part.etag}\n" for part in parts)
    return hashlib.sha256(lines.encode()).hexdigest()


def discard(upload: Upload) -> None:
    """Delete its bytes; what was taken over is elsewhere."""
    storage = get_storage()
    storage.abort_parts(upload.key, upload.storage_id)
    storage.delete(upload.key)
