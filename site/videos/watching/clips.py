"""Clips: a span of a video that plays at once, without encoding."""

import hashlib
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal
from videos.models import VideoAsset, VideoClip
from videos.queue.enqueue import cut_soon

MIN_CLIP_MS = 200
END_SLACK_MS = 1_000
"""Players and probes differ slightly about where a video ends."""


def clip_hash(asset_id: UUID, start_ms: int, end_ms: int) -> str:
    return hashlib.sha256(f"{asset_id}:{start_ms}:{end_ms}".encode()).hexdigest()


def make_clip(*, actor: User, asset: VideoAsset, start_ms: int, end_ms: int) -> VideoClip:
    """The clip of this span, the same one each time. Refuses `not_ready` and `bad_span`."""
    end_ms = _checked_end(asset, start_ms, end_ms)
    clip, made = _get_or_make(asset, start_ms, end_ms)
    if made:
        cut_soon(clip)
    return clip


def _checked_end(asset: VideoAsset, start_ms: int, end_ms: int) -> int:
    if not asset.is_watchable or not asset.duration_ms:
        raise Refusal("not_ready", _("This video cannot be played yet. Please try again soon."))
    if end_ms > asset.duration_ms + END_SLACK_MS:
        raise Refusal("bad_span", _("This span goes beyond the end of the video."), status=400)
    end_ms = min(end_ms, asset.duration_ms)
    if start_ms < 0 or end_ms - start_ms < MIN_CLIP_MS:
        text = _("A span must end at least a fifth of a second after it starts.")
        raise Refusal("bad_span", text, status=400)
    return end_ms


def _get_or_make(asset: VideoAsset, start_ms: int, end_ms: int) -> tuple[VideoClip, bool]:
    span_hash = clip_hash(asset.pk, start_ms, end_ms)
    if clip := VideoClip.objects.filter(clip_hash=span_hash).first():
        return clip, False
    try:
        with transaction.atomic():
            return VideoClip.objects.create(
                original_video=asset, clip_hash=span_hash, start_ms=start_ms, end_ms=end_ms
            ), True
    except IntegrityError:
        return VideoClip.objects.get(clip_hash=span_hash), False
