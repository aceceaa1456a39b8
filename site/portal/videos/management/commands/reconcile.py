"""`manage.py reconcile [--repair] [--json] [--older-than MINUTES]`"""

import json
import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from portal.videos.reconcile import Drift, Tally, reconcile
from portal.videos.storage import StorageTrouble

ROW = "{:<36}{:>9}{:>12}{:>9}  {}"


class Command(BaseCommand):
    help = "Compare the storage with the database, both ways; mend what differs with --repair."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what is found")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--older-than",
            type=int,
            default=60,
            metavar="MINUTES",
            help="leave alone what is younger, as it may be worked on (default: 60)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tally = _round(options["older_than"], options["repair"])
        told = json.dumps(tally.as_json(), indent=2) if options["json"] else _table(tally)
        self.stdout.write(told)
        if tally.left:
            sys.exit(1)


def _round(older_than_minutes: int, mends: bool) -> Tally:
    before = timezone.now() - timedelta(minutes=older_than_minutes)
    try:
        return reconcile(before=before, mends=mends)
    except StorageTrouble as trouble:
        text = f"The storage does not answer, so the round is not complete: {trouble}"
        raise CommandError(text) from None


def _table(tally: Tally) -> str:
    if not tally.lines:
        return "The storage and the database tell the same story."
    head = ROW.format("found", "number", "size", "mended", "what --repair does, and where")
    return "\n".join([head, *(_row(tally, drift) for drift in Drift if drift in tally.lines)])


def _row(tally: Tally, drift: Drift) -> str:
    line = tally.lines[drift]
    size = filesizeformat(line.size_bytes).replace("\xa0", " ")
    where = f"{drift.mending}: {line.examples[0]}{' …' if line.count > 1 else ''}"
    return ROW.format(drift.found, line.count, size, line.mended, where)
