"""`manage.py reconcile [--repair] [--json] [--older-than MINUTES]`"""

import json
import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from videos.storage import StorageTrouble
from videos.upkeep.reconcile import Drift, Tally, reconcile

ROW = "{:<36}{:>9}{:>12}{:>9}  {}"


class Command(BaseCommand):
    help = "Compare the storage with the database, both ways; fix differences with --repair."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="fix what is found")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--older-than",
            type=int,
            default=60,
            metavar="MINUTES",
            help="ignore what is younger, as work on it may be in progress (default: 60)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tally = _reconciled(options["older_than"], options["repair"])
        text = json.dumps(tally.as_json(), indent=2) if options["json"] else _table(tally)
        self.stdout.write(text)
        if tally.left:
            sys.exit(1)


def _reconciled(older_than_minutes: int, fixes: bool) -> Tally:
    before = timezone.now() - timedelta(minutes=older_than_minutes)
    try:
        return reconcile(before=before, fixes=fixes)
    except StorageTrouble as trouble:
        text = f"The storage does not answer, so the comparison is incomplete: {trouble}"
        raise CommandError(text) from None


def _table(tally: Tally) -> str:
    if not tally.lines:
        return "The storage and the database agree."
    head = ROW.format("found", "count", "size", "fixed", "what --repair does, and where")
    return "\n".join([head, *(_row(tally, drift) for drift in Drift if drift in tally.lines)])


def _row(tally: Tally, drift: Drift) -> str:
    line = tally.lines[drift]
    size = filesizeformat(line.size_bytes).replace("\xa0", " ")
    where = f"{drift.fix}: {line.examples[0]}{' …' if line.count > 1 else ''}"
    return ROW.format(drift.found, line.count, size, line.fixed, where)
