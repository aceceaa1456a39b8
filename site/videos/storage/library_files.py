"""Django's view of the originals in the video storage, for the library's file field.

An uploaded library file goes straight to its asset's original key. Nothing here has a public
URL: `url` leads to a view that checks who is asking.
"""

import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse
from django.utils.deconstruct import deconstructible

from videos.storage import MissingObject, get_storage

_KEY = re.compile(r"^videos/([0-9a-f-]{36})/original$")


def original_key(instance: Any, filename: str) -> str:
    """For `upload_to`: the asset is created before the file is stored, see `videos.library`."""
    if instance.asset is None:
        raise ValueError("A library item gets its file through videos.library.items.")
    key: str = instance.asset.original_key
    return key


def asset_id_of(key: str) -> UUID | None:
    match = _KEY.match(key)
    return UUID(match[1]) if match else None


@deconstructible(path="videos.storage.library_files.LibraryFiles")
class LibraryFiles(Storage):
    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        return get_storage().exists(name)

    def size(self, name: str) -> int:
        size = get_storage().size(name)
        if size is None:
            raise FileNotFoundError(name)
        return size

    def url(self, name: str | None) -> str:
        asset_id = asset_id_of(name or "")
        return reverse("videos:original", args=[asset_id]) if asset_id else ""

    def delete(self, name: str) -> None:
        """Called by wagtailmedia when an item is deleted. `videos.library` erases its asset."""

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "original"
            try:
                get_storage().download_to(name, path)
            except MissingObject:
                raise FileNotFoundError(name) from None
            return File(path.open("rb"), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        if isinstance(content, TemporaryUploadedFile):
            content.flush()
            get_storage().put_file(Path(content.temporary_file_path()), name)
            return name
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "original"
            with path.open("wb") as file:
                file.writelines(content.chunks())
            get_storage().put_file(path, name)
        return name
