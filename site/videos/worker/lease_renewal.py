"""Keeping a job while it is processed: a thread renews its lease and notices when it is lost."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from videos.models import Job
from videos.queue.leases import LeaseLost, beat, is_held

logger = logging.getLogger(__name__)

CHECK_SECONDS = 2.0


def _nothing() -> None:
    pass


@contextmanager
def keeping(job: Job, *, on_lost: Callable[[], None] = _nothing) -> Iterator[None]:
    """Renew the lease three times per term; check every two seconds that the job is still ours.

    If it is not, `on_lost` is called, once and from the checking thread.
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
        self.pause = min(CHECK_SECONDS, self.every)
        self.renewed_at = time.monotonic()

    def check(self) -> None:
        """Raises LeaseLost. A renewal that fails otherwise is retried at the next check."""
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
    """True if the database does not answer, as then nobody knows."""
    try:
        keeper.check()
    except LeaseLost:
        logger.warning("%s is no longer ours; its work will not be committed", keeper.job)
        return False
    except Exception:
        logger.exception("the lease of %s could not be renewed", keeper.job)
    return True
