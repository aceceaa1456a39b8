"""The video engine's parts of the health answer."""

import os

from huey.contrib.djhuey import HUEY

from portal.core import health
from portal.videos.storage import get_storage
from portal.videos.storage.local import LocalStorage


def storage_answers() -> bool:
    """One cheap question; StorageTrouble is a no."""
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
    # A queue that is away costs a doorbell: rows wait, pages and uploads go on.
    health.register("queue", queue_answers, keep_seconds=5, is_needed=False)
