"""What a machine needs to process videos, checked at start-up rather than in a failed job."""

import os
import shutil
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from videos.media import tools
from videos.worker import sandbox


@register(Tags.files)
def ffmpeg_is_there(**kwargs: Any) -> list[CheckMessage]:
    try:
        binary = tools.ffmpeg_binary()
    except RuntimeError:
        return [_no_ffmpeg("no ffmpeg was found")]
    found = shutil.which(str(binary))
    return [] if found and os.access(found, os.X_OK) else [_no_ffmpeg(f"there is no {binary}")]


@register(Tags.files)
def limits_can_be_set(**kwargs: Any) -> list[CheckMessage]:
    if shutil.which("prlimit"):
        return []
    text = "Videos cannot be prepared: prlimit is missing."
    return [Caution(text, hint="Install the package util-linux.", id="videos.W002")]


@register(Tags.security, deploy=True)
def media_is_sandboxed(**kwargs: Any) -> list[CheckMessage]:
    if why := sandbox.why_not_sandboxed():
        text = f"Untrusted media is not sandboxed: {why}."
        return [Error(text, hint=sandbox.HOW_TO_FIX, id="videos.E002")]
    return []


def _no_ffmpeg(why: str) -> Error:
    return Error(
        f"Videos cannot be prepared: {why}.",
        hint="Install the Python package imageio-ffmpeg, or set FFMPEG_BINARY to an ffmpeg.",
        id="videos.E001",
    )
