"""A portal of your own, with Django set up in this process. Nothing of it stays.

    with place.settled({"WORKERS": "1"}) as home: …    SQLite and a local folder
    with place.production(workers=0) as portal: …        the whole production set-up

Django reads its settings once, so a process settles once, and imports models only afterwards.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.common.children import manage
from scripts.production import Production
from scripts.testbed.django_here import set_up_django


@contextmanager
def settled(
    settings: Mapping[str, str] | None = None, *, within: Path | None = None
) -> Iterator[Path]:
    """A new data folder; `settings` may name other servers. `within` chooses the disk."""
    with tempfile.TemporaryDirectory(
        prefix="practika-", dir=within, ignore_cleanup_errors=True
    ) as folder:
        home = Path(folder)
        os.environ.update({**_embedded(home), **(settings or {})})
        manage("migrate", "--verbosity", "0")
        set_up_django()
        yield home


@contextmanager
def production(**shape: Any) -> Iterator[Production]:
    """`shape` is what `Production` takes."""
    with Production(**shape) as portal:
        os.environ.update(portal.settings)
        set_up_django()
        yield portal


def _embedded(home: Path) -> dict[str, str]:
    """Servers that the caller's environment names are left alone."""
    return {
        "PRACTIKA_HOME": str(home),
        "PRACTIKA_DOTENV": os.devnull,
        "DATABASE_URL": f"sqlite:///{home / 'practika.sqlite3'}",
        "REDIS_URL": "",
        "MEDIA_STORAGE": "local",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
