"""Prepares at start-up what every process would otherwise prepare during its first requests."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver


def warm_up() -> None:
    """The URLconf and our templates, loaded and compiled. Touches neither database nor network."""
    get_resolver()._populate()
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*.html")):
            get_template(str(path.relative_to(folder)))
