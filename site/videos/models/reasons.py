"""Why a video can't be watched, or not in all its qualities: sentences by `error_code`.

The code is stored, so that everybody reads the sentence in their own language.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.timecode import format_ms
from videos.media import RefusalCode
from videos.models.limits import longest_ms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: dict[str, "_StrPromise"] = {
    **{code.value: code.label for code in RefusalCode},
    "cancelled": _("This upload was cancelled."),
    "expired": _("This upload was never finished. Please send the video again."),
    "no_space": _(
        "Your video is safe. Practika has no space to prepare it right now; the work continues "
        "by itself as soon as there is space again."
    ),
    "original_missing": _("The video file is no longer in the storage. Please send it again."),
    "qualities_missing": _(
        "This video plays, but we could not make all its qualities. You can try again."
    ),
    "stopped": _("Someone on the team stopped the work on this video. You can try again."),
    "trouble": _("Something went wrong on our side. Your video is safe; please try again."),
    "waiting": _(
        "Your video is safe. Something needed to prepare it isn't responding right now; the work "
        "continues by itself as soon as it does."
    ),
}
TOO_LONG = _("This video is too long. The longest we can accept is %(limit)s.")


def reason_of(code: str, max_duration_ms: int | None = None) -> str:
    """Empty if there is none. The limit is that of the asset."""
    if code == RefusalCode.TOO_LONG:
        return TOO_LONG % {"limit": format_ms(longest_ms(max_duration_ms))}
    return str(REASONS.get(code, ""))
