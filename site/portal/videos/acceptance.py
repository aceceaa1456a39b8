"""Which files are taken: the same check at every way in, before any byte is read.

What the file really is, its first reading in the worker decides; this check spares people a long
upload that could only end in a refusal.
"""

import re
import unicodedata
from pathlib import PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.errors import Refusal
from portal.core.timecode import format_ms

LENGTH_SLACK_MS = 2_000
"""A recorder that is told to stop at the limit stops a little after it."""

VIDEO_TYPES = (
    "mp4 x-m4v quicktime webm x-matroska matroska 3gpp 3gpp2 x-msvideo avi msvideo vnd.avi mp2t "
    "mpeg ogg"
)
AUDIO_TYPES = (
    "mpeg mp3 mp4 x-m4a m4a aac x-aac wav x-wav wave vnd.wave ogg opus webm flac x-flac aiff "
    "x-aiff x-caf 3gpp amr"
)
MIME_TYPES = frozenset(
    [f"video/{name}" for name in VIDEO_TYPES.split()]
    + [f"audio/{name}" for name in AUDIO_TYPES.split()]
    + ["application/mp4", "application/ogg", "application/octet-stream"]
)


def clean_filename(name: str) -> str:
    """Only ever shown: no path, no line breaks, nothing that turns the text around, 255 letters."""
    name = re.sub(r".*[/\\]", "", name, flags=re.DOTALL)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    stem, dot, ending = name.strip().rpartition(".")
    if not dot or len(ending) > 10:
        return name.strip()[:255]
    return f"{stem[: 254 - len(ending)]}.{ending}"


def clean_mime_type(mime_type: str) -> str:
    """`video/webm;codecs="vp9,opus"` → `video/webm`."""
    return mime_type.split(";", maxsplit=1)[0].strip().lower()[:100]


def allowed_extensions() -> list[str]:
    return [*settings.VIDEO_EXTENSIONS, *settings.AUDIO_EXTENSIONS]


def check_type(filename: str, mime_type: str) -> None:
    """A missing name or type is no reason to refuse; a wrong one is."""
    ending = PurePosixPath(filename).suffix.lower().lstrip(".")
    kind = clean_mime_type(mime_type)
    if (ending and ending not in allowed_extensions()) or (kind and kind not in MIME_TYPES):
        raise Refusal("wrong_type", wrong_type_text(), status=415)


def wrong_type_text() -> str:
    return _(
        "This is not a video or sound file that we can take. MP4, MOV, WebM, MP3 and M4A files "
        "work well."
    )


def check_size(size_bytes: int | None) -> None:
    if size_bytes is None:
        return
    if size_bytes <= 0:
        raise Refusal("empty", _("This file is empty. Please choose the video again."), status=400)
    if size_bytes > settings.VIDEO_MAX_BYTES:
        text = _("This file has %(size)s. The largest we can take is %(limit)s.") % {
            "size": filesizeformat(size_bytes),
            "limit": filesizeformat(settings.VIDEO_MAX_BYTES),
        }
        raise Refusal("too_big", text, status=413)


def longest_ms(max_duration_ms: int | None) -> int:
    """The limit that counts: the asset's own or the portal's, whichever is shorter."""
    portal = int(settings.VIDEO_MAX_SECONDS) * 1000
    return min(portal, max_duration_ms) if max_duration_ms else portal


def check_length(duration_ms: int | None, max_duration_ms: int | None) -> None:
    limit = longest_ms(max_duration_ms)
    if duration_ms is not None and duration_ms > limit + LENGTH_SLACK_MS:
        raise Refusal("too_long", too_long_text(duration_ms, limit), status=400)


def too_long_text(duration_ms: int, limit_ms: int) -> str:
    return _("This video is %(length)s long. The longest we can take is %(limit)s.") % {
        "length": format_ms(duration_ms),
        "limit": format_ms(limit_ms),
    }


def limits_text(max_duration_ms: int | None = None) -> str:
    """For upload forms: what is taken, in one sentence."""
    return _(
        "Videos (MP4, MOV, WebM …) and sound files (MP3, M4A, WAV …) up to %(size)s and "
        "%(length)s long."
    ) % {
        "size": filesizeformat(settings.VIDEO_MAX_BYTES),
        "length": length_text(longest_ms(max_duration_ms)),
    }


def length_text(ms: int) -> str:
    """`60 minutes`, or `1:30` where the minutes are not whole."""
    minutes, rest = divmod(ms, 60_000)
    if rest or not minutes:
        return format_ms(ms)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
