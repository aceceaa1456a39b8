"""Where videos are kept, and the scratch space that workers need."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.doctor import Finding, good, note, register
from core.doctor.disk import folder_is_fit

TIMES_THE_LARGEST = 3
"""Room for an original, its renditions and a margin, for each running job."""


@register("scratch", order=75)
def scratch() -> Iterator[Finding]:
    at_once = int(settings.HUEY.get("consumer", {}).get("workers", 1))
    wanted = TIMES_THE_LARGEST * settings.VIDEO_MAX_BYTES * at_once
    yield from folder_is_fit("scratch", Path(settings.VIDEO_SCRATCH), wanted=wanted)


@register("storage", order=90, seconds=90)
def storage() -> Iterator[Finding]:
    if settings.MEDIA_STORAGE == "s3":
        # boto3 takes a while to load, and most processes never need this.
        from videos.doctor import bucket  # noqa: PLC0415

        yield from bucket.check()
    else:
        yield from _local()


def _local() -> Iterator[Finding]:
    root = Path(settings.VIDEO_ROOT)
    wanted = 10 * settings.VIDEO_MAX_BYTES
    yield from folder_is_fit("video", root, wanted=wanted)
    incoming = Path(settings.FILE_UPLOAD_TEMP_DIR)
    incoming.mkdir(parents=True, exist_ok=True)
    if root.exists() and root.stat().st_dev != incoming.stat().st_dev:
        fix = "keep both on one file system"
        yield note(f"editors' uploads are copied from {incoming} to {root}, not moved", fix=fix)
    if not settings.DEBUG and settings.MEDIA_ACCEL == "off":
        fix = "let nginx serve them: set MEDIA_ACCEL=nginx, run deploy/nginx/render.py with --home"
        yield note("the web processes serve every byte of a video themselves", fix=fix)
    elif settings.MEDIA_ACCEL == "nginx":
        yield good("nginx serves the video files")
