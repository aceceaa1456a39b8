"""Which files are accepted: the same check at every entry point, before any byte is read.

What a file really is turns out only when a worker reads it. This check saves people from a long
upload that would be refused anyway.
"""

from pathlib import PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import Refusal
from core.file_names import clean_name
from core.timecode import format_ms
from videos.models.limits import longest_ms
from videos.quotas.charges import course_key_of
from videos.quotas.room import refuse_without_room

LENGTH_SLACK_MS = 2_000
"""A recorder that stops at the limit stops slightly after it."""


def clean_filename(name: str) -> str:
    """For display only, see `core.file_names`."""
    return clean_name(name)


def allowed_extensions() -> list[str]:
    return [*settings.VIDEO_EXTENSIONS, *settings.AUDIO_EXTENSIONS]


def check_type(filename: str) -> None:
    """A missing file extension is accepted, a wrong one is refused.

    The type declared by the browser is ignored: systems use many names for the same type.
    """
    ending = PurePosixPath(filename).suffix.lower().lstrip(".").strip()
    if ending and ending not in allowed_extensions():
        raise Refusal("wrong_type", wrong_type_text(), status=415)


def wrong_type_text() -> str:
    return _(
        "This is not a video or sound file that we can use. MP4, MOV, WebM, MP3 and M4A files "
        "work well."
    )


def check_size(size_bytes: int | None) -> None:
    if size_bytes is None:
        return
    if size_bytes <= 0:
        raise Refusal("empty", _("This file is empty. Please choose the video again."), status=400)
    if size_bytes > settings.VIDEO_MAX_BYTES:
        text = _("This file is %(size)s. The largest we can accept is %(limit)s.") % {
            "size": filesizeformat(size_bytes),
            "limit": filesizeformat(settings.VIDEO_MAX_BYTES),
        }
        raise Refusal("too_big", text, status=413)


def check_room(person: User | None, size_bytes: int | None, queue_group: str = "") -> None:
    """Whether it fits what the person, the course and the portal have left."""
    key = course_key_of(queue_group)
    refuse_without_room(person=person, course_key=key, size_bytes=size_bytes)


def check_length(duration_ms: int | None, max_duration_ms: int | None) -> None:
    limit = longest_ms(max_duration_ms)
    if duration_ms is not None and duration_ms > limit + LENGTH_SLACK_MS:
        raise Refusal("too_long", too_long_text(duration_ms, limit), status=400)


def too_long_text(duration_ms: int, limit_ms: int) -> str:
    return _("This video is %(length)s long. The longest we can accept is %(limit)s.") % {
        "length": format_ms(duration_ms),
        "limit": format_ms(limit_ms),
    }


def limits_text(max_duration_ms: int | None = None) -> str:
    """For upload forms: what is accepted, in one sentence."""
    return _(
        "Videos (MP4, MOV, WebM …) and sound files (MP3, M4A, WAV …) up to %(size)s and "
        "%(length)s long."
    ) % {
        "size": filesizeformat(settings.VIDEO_MAX_BYTES),
        "length": length_text(longest_ms(max_duration_ms)),
    }


def length_text(ms: int) -> str:
    """`60 minutes`, or `1:30` if it is not a whole number of minutes."""
    minutes, rest = divmod(ms, 60_000)
    if rest or not minutes:
        return format_ms(ms)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
