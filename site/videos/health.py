"""The video engine's health checks."""

import os

from huey.contrib.djhuey import HUEY

from core import health
from videos.storage import get_storage
from videos.storage.local import LocalStorage


def storage_answers() -> bool:
    """One cheap request; StorageTrouble means no."""
    storage = get_storage()
    if isinstance(storage, LocalStorage):
        storage.root.mkdir(parents=True, exist_ok=True)
        return os.access(storage.root, os.W_OK | os.X_OK)
    storage.exists("health/is-there-anybody")
    return True


def queue_answers() -> bool:
    HUEY.storage.queue_size()
    return True


def register() -> None:
    health.register("storage", storage_answers, keep_seconds=5)
    # Without the queue only doorbells are lost: rows wait, pages and uploads still work.
    health.register("queue", queue_answers, keep_seconds=5, is_needed=False)
