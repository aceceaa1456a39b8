"""The production set-up with a bare page in it; workers are started by the parts that need some."""

from contextlib import AbstractContextManager

from scripts.production import Production
from scripts.testbed import place


def settled() -> AbstractContextManager[Production]:
    return place.production(workers=0, settings={"DJANGO_SETTINGS_MODULE": "scripts.load.settings"})
