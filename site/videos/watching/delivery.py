"""Where a video is watched: absolute paths, each of which checks who is asking."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from videos.models import Rendition, VideoAsset, VideoClip
from videos.storage import get_storage
from videos.watching import passes, playlists

VIEWING_SECONDS = 1800
"""Fetching a playlist again within this time is the same viewing."""

viewing_began = Signal()
"""`viewer`, `asset`: a person begins to watch, on whatever page or by whatever program."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bytes of a rendition are, and for how many seconds; None means for ever."""

    url: str
    good_for: int | None = None


def signed_url(user: User, key: str, *, for_bearer: bool = False) -> str:
    """Short-lived, and made for this person, who must already have been allowed to watch.

    `for_bearer`: whoever fetches it is not identified in any other way.
    """
    seconds = settings.DELIVERY_URL_SECONDS
    return get_storage().download_url(key, user, seconds=seconds, for_bearer=for_bearer)


def signed_address(user: User, rendition: Rendition) -> Address:
    return Address(signed_url(user, rendition.key), settings.DELIVERY_URL_SECONDS)


def stable_address(rendition: Rendition) -> Address:
    return Address(bytes_url(rendition))


def hls_url(asset: VideoAsset) -> str:
    return reverse("videos:master", args=[asset.pk])


def poster_url(asset: VideoAsset) -> str | None:
    return reverse("videos:poster", args=[asset.pk]) if asset.has_poster else None


def bytes_url(rendition: Rendition) -> str:
    """One fragmented MP4 file; also plays by itself, where a browser has no HLS."""
    return reverse("videos:bytes", args=[rendition.asset_id, rendition.name])


def streams(asset: VideoAsset, user: User) -> dict[str, Any]:
    """`{"hls", "poster", "duration_ms", "renditions": [...]}`; `hls` is None until it plays.

    Each URL carries the permission of this person, who may watch, and plays anywhere: see `passes`.
    """
    at = passes.addresses_for(user, asset)
    return {
        "hls": at("master.m3u8") if asset.is_watchable else None,
        "poster": at("poster.jpg") if asset.has_poster else None,
        "duration_ms": asset.duration_ms,
        "renditions": [_described(rendition, at) for rendition in asset.renditions.all()],
    }


def clip_streams(clip: VideoClip, user: User) -> dict[str, Any]:
    """The same for a span; in its playlists the span begins `offset_ms` after the first frame."""
    family = clip_renditions(clip)
    at = passes.addresses_for(user, clip)
    return {
        "hls": at("master.m3u8") if family else None,
        "poster": at("poster.jpg") if clip.original_video.has_poster else None,
        "duration_ms": clip.duration_ms,
        "start_ms": clip.start_ms,
        "end_ms": clip.end_ms,
        "offset_ms": _offset_ms(clip, family),
        "file": at("clip.mp4") if clip.has_file else None,
        "renditions": [_described(rendition, at) for rendition in family],
    }


def clip_renditions(clip: VideoClip) -> list[Rendition]:
    found = clip.original_video.renditions.all()
    return playlists.span_family(found, clip.start_ms, clip.end_ms)


def light_rendition(asset: VideoAsset) -> Rendition | None:
    """The one that needs the least bandwidth."""
    return min(asset.renditions.all(), key=lambda r: r.average_bandwidth, default=None)


def count_viewing(user: User, asset: VideoAsset) -> None:
    """At most once per person, video and half hour."""
    if cache.add(f"viewing:{user.pk}:{asset.pk}", 1, VIEWING_SECONDS):
        VideoAsset.objects.filter(pk=asset.pk).update(
            access_count=F("access_count") + 1, last_accessed=timezone.now()
        )
        viewing_began.send(sender=VideoAsset, viewer=user, asset=asset)


def _offset_ms(clip: VideoClip, family: list[Rendition]) -> int:
    if not family:
        return 0
    first = playlists.covering(family[0], clip.start_ms, clip.end_ms)[0]
    return max(0, clip.start_ms - round(first.starts_at * 1000))


def _described(rendition: Rendition, at: passes.AddressOf) -> dict[str, Any]:
    return {
        "name": rendition.name,
        "width": rendition.width,
        "height": rendition.height,
        "codecs": rendition.codecs,
        "frame_rate": rendition.frame_rate,
        "bandwidth": rendition.bandwidth,
        "average_bandwidth": rendition.average_bandwidth,
        "size_bytes": rendition.size_bytes,
        "url": at(f"{rendition.name}.mp4"),
    }
