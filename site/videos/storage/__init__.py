"""Where originals and renditions are kept. No view, task or template knows which storage it is."""

from django.conf import settings
from django.utils.module_loading import import_string

from videos.storage.contract import (
    BegunUpload,
    MissingObject,
    StorageFull,
    StorageTrouble,
    StoredObject,
    StoredPart,
    VideoStorage,
)
from videos.storage.measured import measured

__all__ = [
    "BegunUpload",
    "MissingObject",
    "StorageFull",
    "StorageTrouble",
    "StoredObject",
    "StoredPart",
    "VideoStorage",
    "get_storage",
]


def get_storage() -> VideoStorage:
    storage: type[VideoStorage] = import_string(settings.VIDEO_STORAGE)
    return measured(storage).from_settings()
