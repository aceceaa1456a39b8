"""The progress of a video, as a word and as a sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from videos.models import AssetState, VideoAsset
from videos.queue.enqueue import ahead_of


def progress_of(asset: VideoAsset) -> dict[str, Any]:
    """`{state, phase, label, percent, error, error_code, notices, is_watchable, can_retry}`.

    `phase` is one of uploading, checking, preparing, playable, ready, failed; `label` puts it into
    words. `error` is a sentence for the person who sent the video, and `notices` are sentences
    about parts of the file that were left out.
    """
    return {
        "state": asset.processing_status,
        "phase": asset.processing_status,
        "label": _in_words(asset),
        "percent": asset.processing_percent,
        "error": asset.reason,
        "error_code": asset.error_code,
        "notices": asset.notices,
        "is_watchable": asset.is_watchable,
        "can_retry": asset.is_worth_retrying,
    }


def _in_words(asset: VideoAsset) -> str:
    ahead = ahead_of(asset) if asset.processing_status == AssetState.CHECKING else None
    if ahead is None:
        return str(asset.get_processing_status_display())
    if not ahead:
        return _("waiting: next in the queue")
    text = ngettext("waiting: %(n)d video ahead", "waiting: %(n)d videos ahead", ahead)
    return text % {"n": ahead}
