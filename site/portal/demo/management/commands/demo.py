"""`manage.py demo`: a small believable portal; running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.build import build_demo, is_built


class Command(BaseCommand):
    help = "Make the demo portal: three courses, five students, takes in every state."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SHOW_DEMO_ACCOUNTS:
            raise CommandError(
                "The demo's passwords are known to everyone, so it is made in development only."
            )
        if is_built():
            self.stdout.write("The demo is there already; nothing was changed.")
            return
        build_demo(say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
