"""Template tags for videos: URLs, and the progress of their preparation."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.practika import from_now
from videos.models import AssetState, Job, JobKind, JobState, LibraryVideo, VideoAsset
from videos.queue import both_ears
from videos.queue.status import progress_of
from videos.watching import access, delivery

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
    """See `status.progress_of`, with the URL that a waiting page polls."""
    return {**progress_of(asset), "url": reverse("videos:status", args=[asset.pk])}


@register.inclusion_tag("videos/_sound.html", takes_context=True)
def one_sided_sound(context: dict[str, Any], asset: VideoAsset) -> dict[str, Any]:
    """Makes no database query if both sides have sound."""
    request = context["request"]
    if not asset.quiet_side or not access.may_handle(request.user, asset):
        return {}
    job = asset.jobs.open().filter(kind=JobKind.REMAKE).first()
    shown = {"asset": asset, "sounding": both_ears.how_it_sounds(asset).value, "request": request}
    return shown | {"next": request.path, "csrf_token": context["csrf_token"], "job": job}


@register.simple_tag(takes_context=True)
def may_retry(context: dict[str, Any], asset: VideoAsset) -> bool:
    return asset.is_worth_retrying and access.may_handle(context["request"].user, asset)


@register.filter
def job_tone(job: Job) -> str:
    return JOB_TONES.get(JobState(job.state), "")


@register.filter
def chosen_label(thing: Any) -> str:
    """What a confirmation calls a selected item."""
    if isinstance(thing, Job):
        words = (thing.get_kind_display(), thing.get_state_display())
        return " · ".join([chosen_label(thing.asset), *map(str, words)])
    if isinstance(thing, VideoAsset):
        return " · ".join(map(str, filter(None, (thing, thing.owner))))
    return str(thing)


@register.filter
def title_id(item: LibraryVideo) -> str:
    """The id of the element with its title in the library's list."""
    return f"media_{item.pk}_title"


@register.filter
def ago(moment: datetime) -> str:
    """`3 s ago`, then as `from_now`: for workers and jobs, seconds matter."""
    seconds = (timezone.now() - moment).total_seconds()
    if 0 <= seconds < 60:
        return _("%(count)d s ago") % {"count": round(seconds)}
    return from_now(moment)


@register.filter
def waited(moment: datetime) -> str:
    return took(timezone.now() - moment)


@register.filter
def took(duration: timedelta | None) -> str:
    """`4 s`, `2:05 min`, `1:02:05 h`; a dash if it has not ended."""
    if duration is None:
        return "–"
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02} h" if hours else f"{minutes}:{seconds:02} min"


@register.filter
def video_tone(asset: VideoAsset) -> str:
    """The tone for components/_state_badge.html."""
    if asset.error_code and not asset.has_failed:
        return "warn"
    return TONES.get(AssetState(asset.processing_status), "busy")
