"""Django in this process, once: its settings read the environment as it is then."""

import logging
import sys

from scripts.common.paths import SOURCES


def set_up_django() -> None:
    """It must not talk into what is being measured."""
    sys.path[:0] = SOURCES
    import django

    django.setup()
    logging.disable(logging.WARNING)
