"""Sets up Django in this process, once: its settings read the environment of that moment."""

import logging
import sys

from scripts.common.paths import SOURCES


def set_up_django() -> None:
    """Without logging, which would disturb the measurements."""
    sys.path[:0] = SOURCES
    import django

    django.setup()
    logging.disable(logging.WARNING)
