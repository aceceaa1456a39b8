"""Keeping a job while it is worked on: a thread renews its lease, and sees it being taken away."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from portal.videos.jobs import LeaseLost, beat, is_held
from portal.videos.models import Job

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0


def _nothing() -> None:
    pass


@contextmanager
def keeping(job: Job, *, on_lost: Callable[[], None] = _nothing) -> Iterator[None]:
    """Renew the lease thrice in its length; look every two seconds whether the job is still ours.

    When it is not, `on_lost` is called, once and from the thread that looks.
    """
    done = threading.Event()
    thread = threading.Thread(
        target=_keep_until, args=(done, _Keeper(job), on_lost), name="keeping", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class _Keeper:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.every = settings.JOB_LEASE_SECONDS / 3
        self.pause = min(LOOK_SECONDS, self.every)
        self.renewed_at = time.monotonic()

    def look(self) -> None:
        """Raises LeaseLost. A renewal that fails otherwise is tried at the next look."""
        now = time.monotonic()
        if now - self.renewed_at >= self.every:
            beat(self.job)
            self.renewed_at = now
        elif not is_held(self.job):
            raise LeaseLost(str(self.job))


def _keep_until(done: threading.Event, keeper: _Keeper, on_lost: Callable[[], None]) -> None:
    try:
        while not done.wait(keeper.pause):
            if not _is_ours(keeper):
                return on_lost()
    finally:
        connection.close()


def _is_ours(keeper: _Keeper) -> bool:
    """True also when the database does not answer: then nobody knows."""
    try:
        keeper.look()
    except LeaseLost:
        logger.warning("%s is not ours any more; its work will not be committed", keeper.job)
        return False
    except Exception:
        logger.exception("%s could not renew its lease now", keeper.job)
    return True
