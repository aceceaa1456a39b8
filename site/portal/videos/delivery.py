"""Where a video is watched: absolute paths, each of which checks who asks."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.videos import playlists
from portal.videos.models import Rendition, VideoAsset, VideoClip
from portal.videos.storage import get_storage

VIEWING_SECONDS = 1800
"""Fetching a playlist again within this time is the same viewing."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bytes of a rendition are, and for how many seconds; None is for ever."""

    url: str
    good_for: int | None = None


def signed_url(user: User, key: str) -> str:
    """Short-lived and made for this person, who must have been found to be allowed to watch."""
    return get_storage().download_url(key, user, seconds=settings.DELIVERY_URL_SECONDS)


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


def streams(asset: VideoAsset) -> dict[str, Any]:
    """`{"hls", "poster", "duration_ms", "renditions": [...]}`; `hls` is None while unwatchable."""
    return {
        "hls": hls_url(asset) if asset.is_watchable else None,
        "poster": poster_url(asset),
        "duration_ms": asset.duration_ms,
        "renditions": [_described(rendition) for rendition in asset.renditions.all()],
    }


def clip_streams(clip: VideoClip) -> dict[str, Any]:
    """The same for a span; in its playlists the span begins `offset_ms` after the first frame."""
    family = clip_renditions(clip)
    return {
        "hls": reverse("videos:clip_master", args=[clip.pk]) if family else None,
        "poster": poster_url(clip.original_video),
        "duration_ms": clip.duration_ms,
        "start_ms": clip.start_ms,
        "end_ms": clip.end_ms,
        "offset_ms": _offset_ms(clip, family),
        "file": clip_file_url(clip),
        "renditions": [_described(rendition) for rendition in family],
    }


def clip_renditions(clip: VideoClip) -> list[Rendition]:
    found = clip.original_video.renditions.all()
    return playlists.span_family(found, clip.start_ms, clip.end_ms)


def clip_file_url(clip: VideoClip) -> str | None:
    return reverse("videos:clip_file", args=[clip.pk]) if clip.has_file else None


def light_rendition(asset: VideoAsset) -> Rendition | None:
    """The one that costs least to load."""
    return min(asset.renditions.all(), key=lambda r: r.average_bandwidth, default=None)


def count_viewing(user: User, asset: VideoAsset) -> None:
    """At most once per person, video and half hour."""
    if cache.add(f"viewing:{user.pk}:{asset.pk}", 1, VIEWING_SECONDS):
        VideoAsset.objects.filter(pk=asset.pk).update(
            access_count=F("access_count") + 1, last_accessed=timezone.now()
        )


def _offset_ms(clip: VideoClip, family: list[Rendition]) -> int:
    if not family:
        return 0
    first = playlists.covering(family[0], clip.start_ms, clip.end_ms)[0]
    return max(0, clip.start_ms - round(first.starts_at * 1000))


def _described(rendition: Rendition) -> dict[str, Any]:
    return {
        "name": rendition.name,
        "width": rendition.width,
        "height": rendition.height,
        "codecs": rendition.codecs,
        "frame_rate": rendition.frame_rate,
        "bandwidth": rendition.bandwidth,
        "average_bandwidth": rendition.average_bandwidth,
        "size_bytes": rendition.size_bytes,
        "url": bytes_url(rendition),
    }
