"""A production shape of the bench's own, with Django set up in this process on the same data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.common.django_here import set_up_django
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
        set_up_django()
        yield portal
