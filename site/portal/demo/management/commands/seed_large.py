"""`manage.py seed_large`: the demo a hundred times over, to see whether pages stay fast."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.large import make_large


class Command(BaseCommand):
    help = "Copy the courses, people and takes that are there until there are 100 times as many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--times", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SHOW_DEMO_ACCOUNTS:
            raise CommandError("This is for measuring, so it works in development only.")
        made = make_large(options["times"])
        self.stdout.write(f"{made} copies made.")
