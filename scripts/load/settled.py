"""A production shape of the bench's own, with Django set up in this process on the same data."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.common.paths import SOURCES
from scripts.production import Production


@contextmanager
def settled(**shape: object) -> Iterator[Production]:
    """Once a process: settings are read once."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "scripts.load.settings",
        **shape.pop("settings", {}),  # type: ignore[dict-item]
    }
    with Production(settings=settings, **shape) as portal:  # type: ignore[arg-type]
        os.environ.update(portal.settings)
        sys.path[:0] = SOURCES
        import django

        django.setup()
        logging.disable(logging.WARNING)
        yield portal
