"""Huey's own command with Practika's consumer, which stops in time and loses no job."""

import logging
from typing import Any

from django.conf import settings
from huey.contrib.djhuey import HUEY
from huey.contrib.djhuey.management.commands.run_huey import Command as RunHuey

from videos.worker.consumer import check_and_announce, consumer_factory


class Command(RunHuey):
    help = (
        "Starts a worker, which prepares videos and does everything else in the queue. "
        "On SIGTERM or SIGINT it finishes what it can, hands back the rest and exits."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # Huey adds no handler to a logger that has one: LOGGING decides where its lines go.
        logging.getLogger("huey").addHandler(logging.NullHandler())
        check_and_announce(options.get("workers") or settings.HUEY["consumer"]["workers"])
        HUEY.create_consumer = consumer_factory(HUEY)
        super().handle(*args, **options)
