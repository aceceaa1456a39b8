"""How far a video is, and trying again. The work itself is in `making`, its outcome in `worker`."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.videos.models import AssetState, Job, JobKind, VideoAsset
from portal.videos.preparation import make_ladder_soon, prepare_soon
from portal.videos.queue import ahead_of
from portal.videos.storage import get_storage
from portal.videos.takeover import is_waiting

FRESH: dict[str, Any] = {"processing_error": "", "error_code": "", "validation_errors": []}

Guard = Callable[[VideoAsset], None]
_guards: list[Guard] = []


def register_guard(guard: Guard) -> Guard:
    """`guard(asset)` is asked whenever somebody tries a video again, whichever button they press.

    It refuses by a Refusal, and may lock: the new try is in the same transaction.
    """
    if guard not in _guards:
        _guards.append(guard)
    return guard


def status(asset: VideoAsset) -> dict[str, Any]:
    """`{state, phase, label, percent, error, error_code, is_watchable, can_retry}`.

    `phase` is one of uploading, checking, preparing, playable, ready, failed; `label` says it in
    words, `error` is a sentence for the person who sent the video.
    """
    return {
        "state": asset.processing_status,
        "phase": asset.processing_status,
        "label": _in_words(asset),
        "percent": asset.processing_percent,
        "error": asset.processing_error,
        "error_code": asset.error_code,
        "is_watchable": asset.is_watchable,
        "can_retry": asset.is_worth_retrying,
    }


def _in_words(asset: VideoAsset) -> str:
    ahead = ahead_of(asset) if asset.processing_status == AssetState.CHECKING else None
    if ahead is None:
        return str(asset.get_processing_status_display())
    if not ahead:
        return _("waiting: its turn is next")
    text = ngettext("waiting: %(n)d video goes first", "waiting: %(n)d videos go first", ahead)
    return text % {"n": ahead}


def retry(*, actor: User, asset: VideoAsset) -> VideoAsset:
    """Prepare a failed video again from its original, or make the qualities that are missing.

    Refuses `nothing_to_retry`, `original_missing`, and what a guard refuses.
    """
    if not asset.can_retry:
        raise Refusal("nothing_to_retry", _("This video does not need another try."))
    if not is_waiting(asset) and not get_storage().exists(asset.original_key):
        text = _("The video itself did not arrive. Please send it again.")
        raise Refusal("original_missing", text)
    with transaction.atomic():
        for guard in _guards:
            guard(asset)
        if _back_to_work(asset):
            record("videos.retried", asset, actor=actor)
    asset.refresh_from_db()
    return asset


def _back_to_work(asset: VideoAsset) -> bool:
    """False when somebody else pressed the button first."""
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


def rescue_idle() -> int:
    """Take up videos that nobody works on, whatever lost their job; their number."""
    makes_watchable = [JobKind.PREPARE, JobKind.LADDER]
    at_work = Job.objects.open().filter(kind__in=makes_watchable).values("asset_id")
    waiting = VideoAsset.objects.filter(processing_status__in=AssetState.in_the_works())
    # In no order: in that of the list, SQLite would walk through all videos there are.
    idle = waiting.exclude(pk__in=at_work).order_by()[:100]
    for asset in idle:
        is_playable = asset.processing_status == AssetState.PLAYABLE
        (make_ladder_soon if is_playable else prepare_soon)(asset)
    return len(idle)
