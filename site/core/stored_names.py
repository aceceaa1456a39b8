"""File names of stored documents and pictures: never empty, never only an extension."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from core.file_names import clean_name

MAX_BYTES = 200
"""A folder name is put before it, and a few characters are appended if the name is taken."""


class ReadableNames:
    """For a storage: Django removes characters such as emoji, which may be all there was."""

    def get_valid_name(self, name: str) -> str:
        try:
            valid: str = _named(clean_name(super().get_valid_name(name), most_bytes=MAX_BYTES))  # type: ignore[misc]
        except SuspiciousFileOperation:
            valid = _named("")
        return valid


class LocalFiles(ReadableNames, FileSystemStorage):
    """In the data folder."""


def _named(valid: str) -> str:
    return f"file{valid}" if not valid or valid.startswith(".") else valid
