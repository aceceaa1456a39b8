"""`manage.py seed_large`: a large school for benchmarks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.crowd import CrowdIsThere, make_crowd, remove_crowd

TAKES = 100_000


class Command(BaseCommand):
    help = "Fill the database with made-up courses, people and takes, to measure performance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--takes", type=int, default=TAKES, help="each gets ten markers")
        parser.add_argument("--remove", action="store_true", help="remove all of it again")
        parser.add_argument("--force", action="store_true", help="also outside of development")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SHOW_DEMO_ACCOUNTS and not options["force"]:
            raise CommandError("For benchmarks: it only runs in development, or with --force.")
        if options["remove"]:
            remove_crowd(self.stdout.write)
        else:
            self._make(options["takes"])

    def _make(self, takes: int) -> None:
        if takes < 100:
            raise CommandError("That is too few: use 100 takes or more.")
        try:
            make_crowd(self.stdout.write, takes=takes)
        except CrowdIsThere:
            raise CommandError("There is one already; remove it with --remove.") from None
        self.stdout.write("Done. Log in as teacher1@crowd.example or student1@crowd.example.")
