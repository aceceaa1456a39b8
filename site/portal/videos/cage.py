"""Whether untrusted media is shut in here, told before the first file is opened.

In production "auto" means bubblewrap. A worker does not start without a working one, unless
MEDIA_SANDBOX=off says that it is wanted so. Web processes open no media.
"""

import sys

from django.conf import settings

from portal.videos.media import sandbox

MEND = (
    "Install the package bubblewrap and allow unprivileged user namespaces (deploy/README.md), or "
    "set MEDIA_SANDBOX=off at your own risk."
)


def why_open() -> str:
    """Empty where media is shut in as it must be, or left open on purpose."""
    if trouble := sandbox.limits_trouble():
        return trouble
    is_demanded = settings.MEDIA_SANDBOX == "bwrap"
    return sandbox.bwrap_trouble() if is_demanded else ""


def refuse_to_start_open() -> None:
    """For a worker's start: ends it with a sentence."""
    if why := why_open():
        sys.exit(f"This worker cannot start: untrusted media would not be shut in, {why}. {MEND}")
