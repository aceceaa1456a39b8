"""The two ways media work fails: permanently (the file) or temporarily (the machine)."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RefusalCode(StrEnum):
    """Why a file can never become a video here. The value is stored; the label is shown."""

    EMPTY = "empty"
    INCOMPLETE_UPLOAD = "incomplete_upload"
    NOT_A_VIDEO = "not_a_video"
    DAMAGED = "damaged"
    CHANGED = "changed_on_the_way"
    ENCRYPTED = "encrypted"
    UNKNOWN_CODEC = "unknown_codec"
    TOO_BIG = "too_big"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_SMALL = "too_small"
    ODD_SHAPE = "odd_shape"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COMPLEX = "too_complex"

    @property
    def label(self) -> "_StrPromise":
        return _LABELS[self]


_LABELS = {
    RefusalCode.EMPTY: _("This file is empty. Please choose the video again."),
    RefusalCode.INCOMPLETE_UPLOAD: _(
        "Only part of this video arrived. Please upload it again; keep this page open until "
        "the upload is finished."
    ),
    RefusalCode.NOT_A_VIDEO: _(
        "This file is not a video or a sound recording that we can read. MP4, MOV and WebM "
        "files work well."
    ),
    RefusalCode.DAMAGED: _(
        "This file is damaged and cannot be played. Please try to export or record it again."
    ),
    RefusalCode.CHANGED: _("This video was damaged during the upload. Please send it again."),
    RefusalCode.ENCRYPTED: _(
        "This video is copy-protected. Please upload one that you recorded yourself."
    ),
    RefusalCode.UNKNOWN_CODEC: _(
        "This video is in a format that we cannot read. Please export it as MP4 (H.264)."
    ),
    RefusalCode.TOO_BIG: _("This file is too big. Please record a shorter or smaller video."),
    RefusalCode.TOO_LONG: _("This video is too long. Please upload a shorter one."),
    RefusalCode.TOO_SHORT: _("This recording is too short: there is nothing to watch."),
    RefusalCode.TOO_SMALL: _("The picture of this video is too small to see anything."),
    RefusalCode.ODD_SHAPE: _("The picture of this video is far too wide or too tall to show."),
    RefusalCode.TOO_MANY_PIXELS: _(
        "The picture of this video is too large. Please export it in 4K or smaller."
    ),
    RefusalCode.TOO_COMPLEX: _(
        "This file is too complex to process. Please export it as MP4 (H.264)."
    ),
}


class TroubleKind(StrEnum):
    """What went wrong on our side. A later attempt may succeed."""

    DISK_FULL = "disk_full"
    FILE_TOO_BIG = "file_too_big"
    """One file grew beyond its size limit."""
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    KILLED = "killed"
    TOOL_MISSING = "tool_missing"
    BAD_OUTPUT = "bad_output"


class MediaRefused(Exception):
    """The file is at fault: trying again cannot help. The code's label says so to its sender."""

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


class MediaTrouble(Exception):
    """The machine is at fault: try again later. `stderr_tail` is for the operator."""

    def __init__(self, kind: TroubleKind, detail: str = "", stderr_tail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
        self.stderr_tail = stderr_tail
