#!/usr/bin/env python3
"""Brings the database up to date and makes the demo, in one process: loading Django twice takes
seconds that every `make dev` would wait for."""

import fcntl
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command

    django.setup()
    with (Path(settings.PRACTIKA_HOME) / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two starts on the same data, one waits
        try:
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            print("Loading the demo …", flush=True)
            call_command("demo", films_later=True)
        except CommandError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
