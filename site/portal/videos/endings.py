"""What it means for a video when a job ends without success. What can be watched stays so."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.outage import NoRoom, Outage
from portal.events.bus import publish
from portal.videos import jobs
from portal.videos.models import AssetState, ClipState, Job, JobKind, VideoAsset, VideoClip


def fail(
    job: Job, code: str, reason: str, *, detail: str, log_tail: str = "", is_valid: bool = True
) -> None:
    """For good. `reason` is for the person who sent the video, `detail` for who runs the place."""
    with jobs.failing(job, f"{code}: {detail}", log_tail):
        if job.kind == JobKind.CLIP:
            _clip_without_file(job, reason)
        elif job.kind == JobKind.LADDER:
            _without_ladder(job, code, reason, detail)
        elif job.kind == JobKind.PREPARE:
            _without_video(job, code, reason, detail, is_valid)


def wait_for(job: Job, away: type[Outage], detail: str, log_tail: str = "") -> None:
    """No end: the job goes on by itself when what is away, or full, is back."""
    with transaction.atomic():
        jobs.wait_out(job, detail, log_tail)
        if job.kind == JobKind.PREPARE:
            _update(job, error_code="waiting", processing_error=_why_it_waits(away))


def _why_it_waits(away: type[Outage]) -> str:
    if issubclass(away, NoRoom):
        return _(
            "Your video is safe. Practika has no room to prepare it just now; the work goes on by "
            "itself as soon as there is room again."
        )
    return _(
        "Your video is safe. Something that is needed to prepare it does not answer just now; the "
        "work goes on by itself as soon as it does."
    )


def call_off(job: Job) -> bool:
    """Somebody decided that it be not done; False when it had ended already."""
    detail = "called off by hand"
    with jobs.cancelling(job, detail) as is_called_off:
        if is_called_off:
            _called_off(job, detail)
    return is_called_off


def _called_off(job: Job, detail: str) -> None:
    if job.kind == JobKind.CLIP:
        _clip_without_file(job, _("Nobody waits for this clip's own file any more."))
    elif job.kind == JobKind.LADDER:
        text = _("Somebody of the team stopped the other qualities of this video.")
        _without_ladder(job, "stopped", text, detail)
    elif job.kind == JobKind.PREPARE:
        text = _("Somebody of the team stopped the work on this video. You can try again.")
        _without_video(job, "stopped", text, detail, is_valid=True)


def _clip_without_file(job: Job, reason: str) -> None:
    """It still plays, from the renditions' byte ranges."""
    VideoClip.objects.filter(jobs=job).update(
        processing_status=ClipState.FAILED, processing_error=reason, processed_at=timezone.now()
    )


def _without_ladder(job: Job, code: str, reason: str, detail: str) -> None:
    """Ready, with a note and a way to try again."""
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


def _without_video(job: Job, code: str, reason: str, detail: str, is_valid: bool) -> None:
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
