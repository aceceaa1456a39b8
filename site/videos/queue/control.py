"""What a person does to jobs and videos from the admin: retry, cancel, make again."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal
from events.bus import record_and_publish
from events.fact import record
from videos.facts import JobCancelled, JobRetried, PosterRedrawn, Remade, Retried
from videos.models import AssetState, ClipState, Job, JobKind, Upload, VideoAsset, VideoClip
from videos.queue import endings
from videos.queue.enqueue import (
    cut_soon,
    draw_poster_soon,
    make_ladder_soon,
    prepare_soon,
    remake_soon,
)
from videos.queue.made_here import can_be_made
from videos.storage import get_storage

FRESH: dict[str, Any] = {"processing_error": "", "error_code": "", "validation_errors": []}

Guard = Callable[[VideoAsset], None]
_guards: list[Guard] = []


def register_guard(guard: Guard) -> Guard:
    """`guard(asset)` is called whenever someone retries a video, whichever button they use.

    It refuses by raising Refusal, and may take locks: the retry is in the same transaction.
    """
    if guard not in _guards:
        _guards.append(guard)
    return guard


def cancel_job(*, actor: User, job: Job) -> Job:
    """The running attempt is discarded; what can be watched stays. Refuses `ended`."""
    with transaction.atomic():
        if not endings.cancel(job):
            raise Refusal("ended", _("This job has already ended."))
        record(JobCancelled(job=job.pk, work=job.kind), job.asset, actor=actor)
    job.refresh_from_db()
    return job


def retry_job(*, actor: User, job: Job) -> Job:
    """Once more, with all its attempts. Refuses `nothing_to_retry` and `original_missing`."""
    if not job.can_be_retried:
        raise Refusal("nothing_to_retry", _("This job doesn't need to be tried again."))
    with transaction.atomic():
        _requeue(actor, job)
        record(JobRetried(job=job.pk, work=job.kind), job.asset, actor=actor)
    job.refresh_from_db()
    return job


def retry(*, actor: User, asset: VideoAsset) -> VideoAsset:
    """Prepare a failed video again from its original, or make the qualities that are missing.

    Refuses `nothing_to_retry`, `original_missing`, and what a guard refuses.
    """
    if not asset.can_retry:
        raise Refusal("nothing_to_retry", _("This video doesn't need to be tried again."))
    if not _can_be_had(asset):
        text = _("The video itself did not arrive. Please send it again.")
        raise Refusal("original_missing", text)
    with transaction.atomic():
        for guard in _guards:
            guard(asset)
        if _back_to_work(asset):
            record_and_publish(Retried(), asset, actor=actor)
    asset.refresh_from_db()
    return asset


def _can_be_had(asset: VideoAsset) -> bool:
    is_coming = Upload.objects.is_to_take_over(asset) or can_be_made(asset)
    return is_coming or get_storage().exists(asset.original_key)


def _back_to_work(asset: VideoAsset) -> bool:
    """False if someone else pressed the button first."""
    rows = VideoAsset.objects.filter(pk=asset.pk)
    failed, ready = AssetState.FAILED, AssetState.READY
    if rows.filter(processing_status=failed).update(
        processing_status=AssetState.CHECKING, processing_percent=0, is_valid=True, **FRESH
    ):
        prepare_soon(asset)
    elif (
        rows.filter(processing_status=ready)
        .exclude(error_code="")
        .update(processing_status=AssetState.PLAYABLE, **FRESH)
    ):
        make_ladder_soon(asset)
    else:
        return False
    return True


def remake_video(*, actor: User, asset: VideoAsset) -> Job:
    """Make all its qualities again. Refuses `not_ready` and `original_missing`."""
    refuse_unready(asset)
    with transaction.atomic():
        record(Remade(), asset, actor=actor)
        return remake_soon(asset)


def redraw_poster(*, actor: User, asset: VideoAsset) -> Job:
    """Refuses `not_ready` and `original_missing`."""
    refuse_unready(asset)
    with transaction.atomic():
        record(PosterRedrawn(), asset, actor=actor)
        return draw_poster_soon(asset)


def can_be_made_again(asset: VideoAsset) -> bool:
    """False while it is being made, if it failed, or if its original is no longer kept."""
    return asset.is_settled and not asset.has_failed and asset.has_original


def refuse_unready(asset: VideoAsset) -> None:
    if not can_be_made_again(asset):
        text = _("This works only for a video that is ready and whose original file is still kept.")
        raise Refusal("not_ready", text)
    if not asset.has_original:
        text = _("Its original file is no longer kept, so it can't be made again.")
        raise Refusal("original_missing", text)


def _requeue(actor: User, job: Job) -> None:
    if job.kind == JobKind.CLIP and job.clip is not None:
        _cut_again(job.clip)
    elif job.kind == JobKind.REMAKE:
        remake_soon(job.asset)
    elif job.kind == JobKind.POSTER:
        draw_poster_soon(job.asset)
    else:
        retry(actor=actor, asset=job.asset)


def _cut_again(clip: VideoClip) -> None:
    rows = VideoClip.objects.filter(pk=clip.pk, processing_status=ClipState.FAILED)
    rows.update(processing_status=ClipState.PENDING, processing_error="")
    cut_soon(clip)
