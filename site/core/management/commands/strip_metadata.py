"""`manage.py strip_metadata`: removes places, cameras and authors from files stored before."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from core.metadata.keeping import bare_stored


class Command(BaseCommand):
    help = (
        "Removes places, cameras and authors from pictures and documents that were stored before "
        "Practika did this by itself. Safe to repeat, and to run while people work."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        seen: Counter[str] = Counter()
        for name, fate in bare_stored():
            seen[fate] += 1
            if fate != "bare":
                self.stdout.write(f"{fate}: {name}")
        self.stdout.write(
            f"{seen['cleaned']} cleaned, {seen['bare']} already clean, {seen['missing']} missing, "
            f"{seen['damaged']} damaged and left as they are."
        )
