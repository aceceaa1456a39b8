"""Huey's own command with Practika's consumer: it stops within a time, and loses no job."""

import logging
from typing import Any

from django.conf import settings
from huey.contrib.djhuey.management.commands.run_huey import Command as RunHuey

from portal.videos.consumer import as_practika, look_around


class Command(RunHuey):
    help = (
        "Starts a worker: it prepares videos and does what else is queued. "
        "Ends on SIGTERM or SIGINT: what can be finished is, the rest is handed back."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        from huey.contrib.djhuey import HUEY

        # One that has a handler is left alone: LOGGING says what becomes of its lines.
        logging.getLogger("huey").addHandler(logging.NullHandler())
        look_around(options.get("workers") or settings.HUEY["consumer"]["workers"])
        HUEY.create_consumer = as_practika(HUEY)
        super().handle(*args, **options)
