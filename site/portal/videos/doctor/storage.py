"""Where videos are kept, and the room that workers need beside it."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from portal.core.doctor import Finding, good, note, register
from portal.core.doctor.disk import folder_is_fit

TIMES_THE_LARGEST = 3
"""An original, its renditions and a bit, for each job that is worked on."""


@register("scratch", order=75)
def scratch() -> Iterator[Finding]:
    at_once = int(settings.HUEY.get("consumer", {}).get("workers", 1))
    wanted = TIMES_THE_LARGEST * settings.VIDEO_MAX_BYTES * at_once
    yield from folder_is_fit("scratch", Path(settings.VIDEO_SCRATCH), wanted=wanted)


@register("storage", order=90, seconds=90)
def storage() -> Iterator[Finding]:
    if settings.MEDIA_STORAGE == "s3":
        # boto3 takes a while to load, and most processes never need this.
        from portal.videos.doctor import bucket

        yield from bucket.examined()
    else:
        yield from _local()


def _local() -> Iterator[Finding]:
    root = Path(settings.VIDEO_ROOT)
    wanted = 10 * settings.VIDEO_MAX_BYTES
    yield from folder_is_fit("video", root, wanted=wanted)
    incoming = Path(settings.FILE_UPLOAD_TEMP_DIR)
    incoming.mkdir(parents=True, exist_ok=True)
    if root.exists() and root.stat().st_dev != incoming.stat().st_dev:
        mend = "keep both on one file system"
        yield note(f"uploads of editors are copied from {incoming} to {root}", mend=mend)
    if not settings.DEBUG and settings.MEDIA_ACCEL == "off":
        mend = "let nginx send them: MEDIA_ACCEL=nginx, and deploy/nginx/render.py with --home"
        yield note("the web processes send every byte of a video themselves", mend=mend)
    elif settings.MEDIA_ACCEL == "nginx":
        yield good("nginx sends the bytes of videos")
