"""What a job that ends without success means for its video. What can be watched stays."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.outage import NoRoom, Outage
from events.bus import publish
from videos.facts import Failed, Ready
from videos.models import AssetState, ClipState, Job, JobKind, VideoAsset, VideoClip
from videos.models.reasons import reason_of
from videos.queue import leases


def fail(job: Job, code: str, *, detail: str, log_tail: str = "", is_valid: bool = True) -> None:
    """For good. `code` is one of `REASONS`, `detail` is for the operator."""
    with leases.failing(job, f"{code}: {detail}", log_tail):
        if job.kind == JobKind.CLIP:
            _clip_without_file(job, code)
        elif job.kind == JobKind.LADDER:
            _without_ladder(job, code, detail)
        elif job.kind == JobKind.PREPARE:
            _without_video(job, code, detail, is_valid)


def wait_for(job: Job, away: type[Outage], detail: str, log_tail: str = "") -> None:
    """Not an end: the job continues by itself when the outage is over."""
    with transaction.atomic():
        leases.wait_out(job, detail, log_tail)
        if job.kind == JobKind.PREPARE:
            _update(job, error_code="no_space" if issubclass(away, NoRoom) else "waiting")


def cancel(job: Job) -> bool:
    """Cancelled by a person. False if it had already ended."""
    detail = "cancelled by hand"
    with leases.cancelling(job, detail) as is_cancelled:
        if is_cancelled:
            _cancelled(job, detail)
    return is_cancelled


def _cancelled(job: Job, detail: str) -> None:
    if job.kind == JobKind.CLIP:
        _clip_without_file(job, "stopped")
    elif job.kind == JobKind.LADDER:
        _without_ladder(job, "stopped", detail)
    elif job.kind == JobKind.PREPARE:
        _without_video(job, "stopped", detail, is_valid=True)


def _clip_without_file(job: Job, code: str) -> None:
    """It still plays, from the renditions' byte ranges."""
    VideoClip.objects.filter(jobs=job).update(
        processing_status=ClipState.FAILED,
        processing_error=reason_of(code),
        processed_at=timezone.now(),
    )


def _without_ladder(job: Job, code: str, detail: str) -> None:
    """Ready, with a note and a way to try again."""
    _update(
        job,
        processing_status=AssetState.READY,
        processing_percent=100,
        error_code="qualities_missing",
        processed_at=timezone.now(),
        validation_errors=[{"code": code, "detail": detail}],
    )
    publish(Ready(), actor=None, object_id=job.asset_id)


def _without_video(job: Job, code: str, detail: str, is_valid: bool) -> None:
    _update(
        job,
        processing_status=AssetState.FAILED,
        error_code=code,
        is_valid=is_valid,
        last_validated=timezone.now(),
        validation_errors=[{"code": code, "detail": detail}],
    )
    publish(Failed(error_code=code), actor=None, object_id=job.asset_id)


def _update(job: Job, **values: Any) -> None:
    VideoAsset.objects.filter(pk=job.asset_id).update(**values)
