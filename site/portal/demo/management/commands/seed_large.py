"""`manage.py seed_large`: a large school to measure with; or the demo many times over."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.crowd import CrowdIsThere, make_crowd, remove_crowd
from portal.demo.large import make_large

TAKES = 100_000


class Command(BaseCommand):
    help = "Fill the database with invented courses, people and takes, to see what stays fast."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--takes", type=int, default=TAKES, help="ten markers come with each")
        parser.add_argument("--remove", action="store_true", help="take all of it away again")
        parser.add_argument("--times", type=int, help="instead, copy the demo: so many in all")
        parser.add_argument("--force", action="store_true", help="also where it is not development")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SHOW_DEMO_ACCOUNTS and not options["force"]:
            raise CommandError("This is for measuring, so it works in development, or by --force.")
        if options["remove"]:
            remove_crowd(self.stdout.write)
        elif options["times"]:
            self.stdout.write(f"{make_large(options['times'])} copies made.")
        else:
            self._make(options["takes"])

    def _make(self, takes: int) -> None:
        if takes < 100:
            raise CommandError("That is too few: 100 takes or more.")
        try:
            make_crowd(self.stdout.write, takes=takes)
        except CrowdIsThere:
            raise CommandError("There is such a school already; --remove takes it away.") from None
        self.stdout.write("Done. Log in as teacher1@crowd.example or student1@crowd.example.")
