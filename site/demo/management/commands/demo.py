"""`manage.py demo`: a small realistic portal; running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.build import begin_demo, build_demo, is_built
from demo.filming import progress


class Command(BaseCommand):
    help = "Create the demo portal: three courses, five students, takes in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--films-later", action="store_true", help="leave the films to a worker, for `make dev`"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SHOW_DEMO_ACCOUNTS:
            raise CommandError(
                "Everyone knows the demo's passwords, so it is only created in development."
            )
        if is_built():
            self.stdout.write("The demo already exists; nothing was changed.")
        elif options["films_later"]:
            begin_demo(say=self._say)
            self._say(str(progress()))
        else:
            build_demo(say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
