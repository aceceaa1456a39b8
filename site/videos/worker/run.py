"""One job from claim to end, whatever the end: done, to be retried, or failed."""

import logging
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

from core import outage
from videos import media
from videos.media import MediaRefused, MediaTrouble
from videos.models import Job, JobState
from videos.queue import endings, leases
from videos.storage import MissingObject, StorageTrouble
from videos.worker import makers
from videos.worker.lease_renewal import keeping
from videos.worker.log import log_job
from videos.worker.workbench import scratch_of

logger = logging.getLogger(__name__)

OUR_TROUBLE = (MediaTrouble, StorageTrouble, OperationalError, InterfaceError, OSError)
"""Not the file's fault, and temporary: the job is retried."""

_at_work: dict[str, Job] = {}
_stopping = threading.Event()


def process_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:60]


def thread_name() -> str:
    return f"{process_name()}:{threading.current_thread().name}"[:100]


def work_one() -> bool:
    """Do the next job in turn; False when there is none."""
    if _stopping.is_set():
        return False
    job = leases.claim(thread_name())
    if job is None:
        return False
    stop = partial(media.end_work_in, scratch_of(job))
    try:
        with log_job(job), _registered(job), keeping(job, on_lost=stop):
            _attempt(job)
    except leases.LeaseLost:
        logger.warning("%s is no longer ours; nothing of ours was committed", job)
    return True


def is_waiting() -> bool:
    return not _stopping.is_set() and leases.is_waiting(thread_name())


def at_work() -> list[Job]:
    """The jobs of this process."""
    return list(_at_work.values())


def stop_claiming() -> None:
    """For a process that ends."""
    _stopping.set()


def hand_back_all() -> int:
    """Kill the encoders; the next worker starts again at once. Returns the number of jobs."""
    given = [job for job in at_work() if leases.hand_back(job)]
    for job in given:
        logger.warning("%s was handed back", job)
        media.end_work_in(scratch_of(job))
    return len(given)


def tidy_scratch() -> None:
    """Remove folders of attempts that no longer run."""
    folders = list(Path(settings.VIDEO_SCRATCH).glob("*"))
    # Read after the folders: one created meanwhile already has its token in a row.
    running = Job.objects.filter(state=JobState.RUNNING).values_list("token", flat=True)
    kept = {str(token) for token in running}
    for folder in folders:
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _registered(job: Job) -> Iterator[None]:
    _at_work[str(job.token)] = job
    try:
        yield
    finally:
        del _at_work[str(job.token)]


def _attempt(job: Job) -> None:
    if leases.is_lost_too_often(job):
        detail = f"its worker was killed or lost {job.lost_count} times; perhaps out of memory"
        return _give_up(job, detail)
    try:
        makers.work_on(job)
    except MediaRefused as refused:
        endings.fail(job, refused.code.value, detail=refused.detail, is_valid=False)
    except MissingObject as missing:
        endings.fail(job, "original_missing", detail=f"no object {missing}")
    except OUR_TROUBLE as trouble:
        if isinstance(trouble, MediaTrouble) and not leases.is_held(job):
            raise leases.LeaseLost from trouble  # that is why its encoder was killed
        _try_later(job, trouble)
    except leases.LeaseLost:
        raise
    except Exception as error:
        logger.exception("%s failed unexpectedly", job)
        _give_up(job, repr(error))


def _try_later(job: Job, trouble: Exception) -> None:
    log_tail = getattr(trouble, "stderr_tail", "")
    logger.warning("%s ran into trouble (%s); attempt %s", job, trouble, job.attempt)
    away = outage.kind_of(trouble)
    if away and leases.may_wait(job):
        endings.wait_for(job, away, str(trouble), log_tail)
    elif leases.may_try_again(job):
        leases.postpone(job, str(trouble), log_tail)
    else:
        _give_up(job, str(trouble), log_tail)


def _give_up(job: Job, detail: str, log_tail: str = "") -> None:
    endings.fail(job, "trouble", detail=detail, log_tail=log_tail)
