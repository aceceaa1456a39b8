"""Whether untrusted media is sandboxed here, checked before the first file is opened.

In production "auto" means bubblewrap. A worker does not start without a working one, unless
MEDIA_SANDBOX=off says so on purpose. Web processes open no media.
"""

import sys

from django.conf import settings

from videos.media import sandbox

HOW_TO_FIX = (
    "Install the package bubblewrap and allow unprivileged user namespaces (deploy/README.md), or "
    "set MEDIA_SANDBOX=off at your own risk."
)


def why_not_sandboxed() -> str:
    """Empty if media is sandboxed as required, or left open on purpose."""
    if trouble := sandbox.limits_trouble():
        return trouble
    is_required = settings.MEDIA_SANDBOX == "bwrap"
    return sandbox.bwrap_trouble() if is_required else ""


def require_sandbox() -> None:
    """For the start of a worker: exits with a message."""
    if why := why_not_sandboxed():
        text = f"This worker cannot start: untrusted media would not be sandboxed, {why}."
        sys.exit(f"{text} {HOW_TO_FIX}")
