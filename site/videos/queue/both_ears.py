"""Sound on one side only, played in both ears: requested by a person, made by a job.

hear_in_both_ears(actor=teacher, asset=asset)     makes all qualities again; the old ones play on
hear_as_sent(actor=teacher, asset=asset)          and back again
how_it_sounds(asset)                              for the page that offers it
"""

from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal
from events.fact import record
from videos.facts import BothEarsUndone, BothEarsWanted
from videos.models import ClipState, JobKind, VideoAsset, VideoClip
from videos.queue.control import refuse_unready
from videos.queue.enqueue import cut_soon, remake_soon


class Sounding(Enum):
    BOTH_SIDES = "both_sides"
    ONE_SIDE = "one_side"
    BOTH_EARS = "both_ears"
    MAKING = "making"


def how_it_sounds(asset: VideoAsset) -> Sounding:
    if not asset.quiet_side:
        return Sounding.BOTH_SIDES
    if asset.both_ears != asset.has_both_ears and _is_being_made(asset):
        return Sounding.MAKING
    return Sounding.BOTH_EARS if asset.has_both_ears else Sounding.ONE_SIDE


def hear_in_both_ears(*, actor: User, asset: VideoAsset) -> None:
    """May be repeated. Refuses `sounds_on_both_sides`, `not_ready` and `original_missing`."""
    if not asset.quiet_side:
        text = _("This video already has sound on both sides.")
        raise Refusal("sounds_on_both_sides", text)
    _request(actor, asset, both=True)


def hear_as_sent(*, actor: User, asset: VideoAsset) -> None:
    """May be repeated. Refuses `not_ready` and `original_missing`."""
    _request(actor, asset, both=False)


def catch_up(asset: VideoAsset) -> None:
    """After a remake: someone may have changed their mind in the meantime."""
    now = VideoAsset.objects.filter(pk=asset.pk).first()
    if now is not None and now.both_ears != asset.both_ears and now.has_original:
        with transaction.atomic():
            remake_soon(now)


def cut_clips_again(asset: VideoAsset) -> None:
    """Clip files are copies with the old sound; playlists of clips change at once."""
    for clip in VideoClip.objects.filter(original_video=asset, processing_status=ClipState.READY):
        rows = VideoClip.objects.filter(pk=clip.pk)
        rows.update(processing_status=ClipState.PENDING, size_bytes=None)
        cut_soon(clip)


def _request(actor: User, asset: VideoAsset, *, both: bool) -> None:
    refuse_unready(asset)
    with transaction.atomic():
        rows = VideoAsset.objects.filter(pk=asset.pk)
        is_change = rows.exclude(both_ears=both).update(both_ears=both)
        if is_change:
            record(BothEarsWanted() if both else BothEarsUndone(), asset, actor=actor)
        if is_change or rows.exclude(has_both_ears=both).exists():
            remake_soon(asset)
    asset.refresh_from_db(fields=["both_ears", "has_both_ears"])


def _is_being_made(asset: VideoAsset) -> bool:
    return asset.jobs.open().filter(kind=JobKind.REMAKE).exists()
