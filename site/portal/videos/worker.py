"""One job from claim to its end, whatever the end is: done, to be tried again, or failed."""

import logging
import os
import shutil
import socket
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.timecode import format_ms
from portal.events.bus import publish
from portal.videos import jobs, making
from portal.videos.acceptance import longest_ms
from portal.videos.media import MediaRefused, MediaTrouble, RefusalCode
from portal.videos.models import (
    AssetState,
    ClipState,
    Job,
    JobKind,
    JobState,
    VideoAsset,
    VideoClip,
)
from portal.videos.storage import MissingObject, StorageTrouble

logger = logging.getLogger(__name__)

OUR_TROUBLE = (MediaTrouble, StorageTrouble, OperationalError, InterfaceError, OSError)
"""Not the file's fault, and not for ever: the job is tried again."""


def work_one() -> bool:
    """Do the most urgent job; False when there is none."""
    job = jobs.claim(_name())
    if job is None:
        return False
    try:
        with jobs.keeping(job):
            _attempt(job)
    except jobs.LeaseLost:
        logger.warning("%s is another worker's now; nothing of ours was committed", job)
    return True


def tidy_scratch() -> None:
    """Folders of attempts that nobody makes any more."""
    running = Job.objects.filter(state=JobState.RUNNING).values_list("token", flat=True)
    kept = {str(token) for token in running}
    for folder in Path(settings.VIDEO_SCRATCH).glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{threading.current_thread().name}"[:100]


def _attempt(job: Job) -> None:
    if job.attempt > jobs.MAX_CLAIMS:
        return _give_up(job, "it ended its worker each time")
    try:
        making.work_on(job)
    except MediaRefused as refused:
        _refuse(job, refused)
    except MissingObject as missing:
        text = _("The video itself is gone from the storage. Please send it again.")
        _fail(job, "original_missing", text, detail=f"no object {missing}")
    except OUR_TROUBLE as trouble:
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
    _fail(job, refused.code.value, reason, detail=refused.detail, is_valid=False)


def _try_later(job: Job, trouble: Exception) -> None:
    log_tail = getattr(trouble, "stderr_tail", "")
    logger.warning("%s ran into trouble (%s); attempt %s", job, trouble, job.attempt)
    if jobs.may_try_again(job):
        jobs.postpone(job, str(trouble), log_tail)
    else:
        _give_up(job, str(trouble), log_tail)


def _give_up(job: Job, detail: str, log_tail: str = "") -> None:
    text = _("Something went wrong on our side. Your video is safe; please try again.")
    _fail(job, "trouble", text, detail=detail, log_tail=log_tail)


def _fail(
    job: Job, code: str, reason: str, *, detail: str, log_tail: str = "", is_valid: bool = True
) -> None:
    with jobs.failing(job, f"{code}: {detail}", log_tail):
        if job.kind == JobKind.CLIP:
            _clip_failed(job, reason)
        elif job.kind == JobKind.LADDER:
            _ladder_failed(job, code, reason, detail)
        else:
            _asset_failed(job, code, reason, detail, is_valid)


def _clip_failed(job: Job, reason: str) -> None:
    """It still plays, from the renditions' byte ranges."""
    VideoClip.objects.filter(jobs=job).update(
        processing_status=ClipState.FAILED, processing_error=reason, processed_at=timezone.now()
    )


def _ladder_failed(job: Job, code: str, reason: str, detail: str) -> None:
    """What can be watched stays so: ready, with a note and a way to try again."""
    text = _("This video plays, but we could not make all its qualities. You can try again.")
    _update(
        job,
        processing_status=AssetState.READY,
        processing_percent=100,
        error_code="qualities_missing",
        processing_error=text,
        processed_at=timezone.now(),
        validation_errors=[{"code": code, "reason": reason, "detail": detail}],
    )
    publish("videos.ready", actor=None, object_id=job.asset_id)


def _asset_failed(job: Job, code: str, reason: str, detail: str, is_valid: bool) -> None:
    _update(
        job,
        processing_status=AssetState.FAILED,
        error_code=code,
        processing_error=reason,
        is_valid=is_valid,
        last_validated=timezone.now(),
        validation_errors=[{"code": code, "reason": reason, "detail": detail}],
    )
    publish("videos.failed", actor=None, object_id=job.asset_id, error_code=code)


def _update(job: Job, **values: Any) -> None:
    VideoAsset.objects.filter(pk=job.asset_id).update(**values)
