"""What a person does to jobs and videos from the admin: retry, call off, make again."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.videos import endings, processing
from portal.videos.models import ClipState, Job, JobKind, VideoAsset, VideoClip
from portal.videos.preparation import cut_soon, draw_poster_soon, remake_soon


def cancel_job(*, actor: User, job: Job) -> Job:
    """Nothing of the attempt that goes on is kept; what can be watched stays. Refuses `ended`."""
    with transaction.atomic():
        if not endings.call_off(job):
            raise Refusal("ended", _("This job has ended already."))
        _record("videos.job_cancelled", job, actor)
    job.refresh_from_db()
    return job


def retry_job(*, actor: User, job: Job) -> Job:
    """Once more, with all its tries. Refuses `nothing_to_retry` and `original_missing`."""
    if not job.can_be_retried:
        raise Refusal("nothing_to_retry", _("This job needs no other try."))
    with transaction.atomic():
        _ask_again(actor, job)
        _record("videos.job_retried", job, actor)
    job.refresh_from_db()
    return job


def remake_video(*, actor: User, asset: VideoAsset) -> Job:
    """All its qualities anew. Refuses `not_ready` and `original_missing`."""
    _refuse_unready(asset)
    with transaction.atomic():
        record("videos.remade", asset, actor=actor)
        return remake_soon(asset)


def redraw_poster(*, actor: User, asset: VideoAsset) -> Job:
    """Refuses `not_ready` and `original_missing`."""
    _refuse_unready(asset)
    with transaction.atomic():
        record("videos.poster_redrawn", asset, actor=actor)
        return draw_poster_soon(asset)


def can_be_made_again(asset: VideoAsset) -> bool:
    """Not what is still being made, or failed; nor what has no file to make it from any more."""
    return asset.is_settled and not asset.has_failed and asset.has_original


def _record(action: str, job: Job, actor: User) -> None:
    """In the log of the video, which is erased with it."""
    record(action, job.asset, actor=actor, job=str(job.pk), work=job.kind)


def _refuse_unready(asset: VideoAsset) -> None:
    if not can_be_made_again(asset):
        text = _("Only a video that is ready, and whose file is kept, can be made again.")
        raise Refusal("not_ready", text)
    if not asset.has_original:
        text = _("Its file is not kept any more, so nothing can be made of it again.")
        raise Refusal("original_missing", text)


def _ask_again(actor: User, job: Job) -> None:
    if job.kind == JobKind.CLIP and job.clip is not None:
        _cut_again(job.clip)
    elif job.kind == JobKind.REMAKE:
        remake_soon(job.asset)
    elif job.kind == JobKind.POSTER:
        draw_poster_soon(job.asset)
    else:
        processing.retry(actor=actor, asset=job.asset)


def _cut_again(clip: VideoClip) -> None:
    rows = VideoClip.objects.filter(pk=clip.pk, processing_status=ClipState.FAILED)
    rows.update(processing_status=ClipState.PENDING, processing_error="")
    cut_soon(clip)
