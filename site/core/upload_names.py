"""Shortens the names of uploaded files, so that every form can accept them.

Columns for documents, pictures and videos hold a hundred characters, including the folder, and
Django's forms refuse a longer name before the storage could shorten it.
"""

from typing import Any

from django.core.files import uploadhandler

from core.file_names import clean_name

MAX_CHARS = 100
MAX_BYTES = 200
"""The storage may append a few characters if the name is taken."""


def _kept(name: str) -> str:
    return clean_name(name, most_letters=MAX_CHARS, most_bytes=MAX_BYTES) or "file"


class InMemory(uploadhandler.MemoryFileUploadHandler):
    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, _kept(file_name), *args, **kwargs)


class InTemporaryFile(uploadhandler.TemporaryFileUploadHandler):
    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, _kept(file_name), *args, **kwargs)
