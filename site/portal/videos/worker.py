"""One job from claim to its end, whatever the end is: done, to be tried again, or failed."""

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
from django.utils.translation import gettext as _

from portal.core import outage
from portal.core.timecode import format_ms
from portal.videos import endings, jobs, making, media
from portal.videos.acceptance import longest_ms
from portal.videos.job_log import told
from portal.videos.keeping import keeping
from portal.videos.media import MediaRefused, MediaTrouble, RefusalCode
from portal.videos.models import Job, JobState
from portal.videos.storage import MissingObject, StorageTrouble
from portal.videos.workbench import scratch_of

logger = logging.getLogger(__name__)

OUR_TROUBLE = (MediaTrouble, StorageTrouble, OperationalError, InterfaceError, OSError)
"""Not the file's fault, and not for ever: the job is tried again."""

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
    job = jobs.claim(thread_name())
    if job is None:
        return False
    stop = partial(media.end_work_in, scratch_of(job))
    try:
        with told(job), _known(job), keeping(job, on_lost=stop):
            _attempt(job)
    except jobs.LeaseLost:
        logger.warning("%s is not ours any more; nothing of ours was committed", job)
    return True


def is_waiting() -> bool:
    return not _stopping.is_set() and jobs.is_waiting(thread_name())


def at_work() -> list[Job]:
    """The jobs of this process."""
    return list(_at_work.values())


def take_no_more() -> None:
    """For a process that ends."""
    _stopping.set()


def hand_back_all() -> int:
    """End the encoders; the next worker begins anew, at once. How many were given back."""
    given = [job for job in at_work() if jobs.hand_back(job)]
    for job in given:
        logger.warning("%s was handed back", job)
        media.end_work_in(scratch_of(job))
    return len(given)


def tidy_scratch() -> None:
    """Folders of attempts that nobody makes any more."""
    folders = list(Path(settings.VIDEO_SCRATCH).glob("*"))
    # After the folders: one that is made meanwhile has its token in a row already.
    running = Job.objects.filter(state=JobState.RUNNING).values_list("token", flat=True)
    kept = {str(token) for token in running}
    for folder in folders:
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _known(job: Job) -> Iterator[None]:
    _at_work[str(job.token)] = job
    try:
        yield
    finally:
        del _at_work[str(job.token)]


def _attempt(job: Job) -> None:
    if jobs.is_lost_too_often(job):
        return _give_up(job, f"its worker was ended {job.lost_count} times; perhaps out of memory")
    try:
        making.work_on(job)
    except MediaRefused as refused:
        _refuse(job, refused)
    except MissingObject as missing:
        text = _("The video itself is gone from the storage. Please send it again.")
        endings.fail(job, "original_missing", text, detail=f"no object {missing}")
    except OUR_TROUBLE as trouble:
        if isinstance(trouble, MediaTrouble) and not jobs.is_held(job):
            raise jobs.LeaseLost from trouble  # that is why its encoder was ended
        _try_later(job, trouble)
    except jobs.LeaseLost:
        raise
    except Exception as error:
        logger.exception("%s failed in a way that nobody foresaw", job)
        _give_up(job, repr(error))


def _refuse(job: Job, refused: MediaRefused) -> None:
    reason = str(refused.reason)
    if refused.code == RefusalCode.TOO_LONG:
        limit = format_ms(longest_ms(job.asset.max_duration_ms))
        text = _("This video is too long. The longest we can take is %(limit)s.")
        reason = text % {"limit": limit}
    endings.fail(job, refused.code.value, reason, detail=refused.detail, is_valid=False)


def _try_later(job: Job, trouble: Exception) -> None:
    log_tail = getattr(trouble, "stderr_tail", "")
    logger.warning("%s ran into trouble (%s); attempt %s", job, trouble, job.attempt)
    away = outage.kind_of(trouble)
    if away and jobs.may_wait(job):
        endings.wait_for(job, away, str(trouble), log_tail)
    elif jobs.may_try_again(job):
        jobs.postpone(job, str(trouble), log_tail)
    else:
        _give_up(job, str(trouble), log_tail)


def _give_up(job: Job, detail: str, log_tail: str = "") -> None:
    text = _("Something went wrong on our side. Your video is safe; please try again.")
    endings.fail(job, "trouble", text, detail=detail, log_tail=log_tail)
