"""A portal of the drill's own: new data folder, new database, its own servers. Nothing of it stays.

    with settled(JOB_LEASE_SECONDS="3") as home: …

Django is set up inside; its settings are read once, so a process settles once. PRACTIKA_STACK
chooses between SQLite with a local folder and PostgreSQL, Redis and S3.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.common.children import manage
from scripts.common.django_here import set_up_django
from scripts.services import ServiceTrouble, Stack

STACKS = ("embedded", "production")


@contextlib.contextmanager
def settled(**knobs: str) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="practika-drill-"))
    try:
        with servers() as environ:
            os.environ.update(places(home) | environ | knobs)
            manage("migrate", "--verbosity", "0")
            set_up_django()
            yield home
    except ServiceTrouble as trouble:
        sys.exit(f"The drill cannot run. {trouble}")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def servers() -> Iterator[dict[str, str]]:
    stack = os.environ.get("PRACTIKA_STACK") or "embedded"
    if stack not in STACKS:
        sys.exit(f"PRACTIKA_STACK is {stack!r}, and it must be one of {', '.join(STACKS)}.")
    if stack == "embedded":
        yield {}
        return
    with Stack() as started:
        yield started.environ


def places(home: Path) -> dict[str, str]:
    """What the environment of whoever runs the drill names is not touched."""
    return {
        "PRACTIKA_HOME": str(home),
        "PRACTIKA_DOTENV": os.devnull,
        "DATABASE_URL": f"sqlite:///{home / 'practika.sqlite3'}",
        "REDIS_URL": "",
        "MEDIA_STORAGE": "local",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
