"""The portal as it is, and beside it a bare page of Wagtail's own to measure it against."""

from pathlib import Path

from portal.settings.prod_local import *  # noqa: F403

TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
