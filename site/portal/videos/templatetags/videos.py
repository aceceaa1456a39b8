"""Template tags for videos: addresses, and how far the preparation is."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.practika import from_now
from portal.videos import access, delivery, processing
from portal.videos.models import AssetState, Job, JobState, LibraryVideo, VideoAsset

register = template.Library()

TONES = {
    AssetState.READY: "good",
    AssetState.PLAYABLE: "good",
    AssetState.FAILED: "bad",
}

JOB_TONES = {
    JobState.QUEUED: "info",
    JobState.RUNNING: "busy",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "warn",
}


@register.simple_tag
def poster_url(asset: VideoAsset | None) -> str:
    """Empty while there is no poster."""
    return (delivery.poster_url(asset) if asset else None) or ""


@register.simple_tag
def hls_url(asset: VideoAsset) -> str:
    return delivery.hls_url(asset)


@register.simple_tag
def plain_video_url(asset: VideoAsset) -> str:
    """One file that plays without scripts and without HLS."""
    rendition = delivery.light_rendition(asset)
    return delivery.bytes_url(rendition) if rendition else ""


@register.simple_tag
def video_status(asset: VideoAsset) -> dict[str, Any]:
    """See `processing.status`, with the address that a waiting page asks."""
    return {**processing.status(asset), "url": reverse("videos:status", args=[asset.pk])}


@register.simple_tag(takes_context=True)
def may_retry(context: dict[str, Any], asset: VideoAsset) -> bool:
    return asset.is_worth_retrying and access.may_handle(context["request"].user, asset)


@register.filter
def job_tone(job: Job) -> str:
    return JOB_TONES.get(JobState(job.state), "")


@register.filter
def chosen_label(thing: Any) -> str:
    """How a confirmation names what was chosen."""
    if isinstance(thing, Job):
        words = (thing.get_kind_display(), thing.get_state_display())
        return " · ".join([chosen_label(thing.asset), *map(str, words)])
    if isinstance(thing, VideoAsset):
        return " · ".join(map(str, filter(None, (thing, thing.owner))))
    return str(thing)


@register.filter
def title_id(item: LibraryVideo) -> str:
    """Of the element that names it in the library's list."""
    return f"media_{item.pk}_title"


@register.filter
def ago(moment: datetime) -> str:
    """`3 s ago`, then as `from_now`: of workers and jobs the seconds count."""
    seconds = (timezone.now() - moment).total_seconds()
    if 0 <= seconds < 60:
        return _("%(count)d s ago") % {"count": round(seconds)}
    return from_now(moment)


@register.filter
def waited(moment: datetime) -> str:
    return took(timezone.now() - moment)


@register.filter
def took(duration: timedelta | None) -> str:
    """`4 s`, `2:05 min`, `1:02:05 h`; a dash for what is not over."""
    if duration is None:
        return "–"
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02} h" if hours else f"{minutes}:{seconds:02} min"


@register.filter
def video_tone(asset: VideoAsset) -> str:
    """The tone of components/_state_badge.html."""
    if asset.error_code and not asset.has_failed:
        return "warn"
    return TONES.get(AssetState(asset.processing_status), "busy")
