import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core import doctor
from portal.core.doctor import Finding

MARKS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}


class Command(BaseCommand):
    help = "Looks at every part that the portal stands on; one line each, with the mend."
    # It is asked when something is broken, and looks at the system checks itself.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
        parser.add_argument(
            "--only", default="", metavar="NAMES", help=f"of {', '.join(doctor.names())}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only = [name.strip() for name in options["only"].split(",") if name.strip()]
        if unknown := sorted(set(only) - set(doctor.names())):
            known = ", ".join(doctor.names())
            raise CommandError(f"There is no check {', '.join(unknown)}. There are: {known}.")
        tell = self._remember if options["json"] else self._print
        self._told: list[dict[str, str]] = []
        failed = 0
        for name, finding in doctor.examine(only):
            failed += not finding.ok
            tell(name, finding)
        self._sum_up(failed, as_json=options["json"])
        if failed:
            raise SystemExit(1)

    def _print(self, name: str, finding: Finding) -> None:
        paint = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "fail": self.style.ERROR}
        mark = paint[finding.level](MARKS[finding.level])
        mend = f" → {finding.mend}" if finding.mend else ""
        self.stdout.write(f"{mark}  {name:<11} {finding.text}{mend}")
        self.stdout.flush()

    def _remember(self, name: str, finding: Finding) -> None:
        said = {"check": name, "level": finding.level, "text": finding.text, "mend": finding.mend}
        self._told.append(said)

    def _sum_up(self, failed: int, *, as_json: bool) -> None:
        if as_json:
            answer = {"ok": not failed, "failed": failed, "findings": self._told}
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        elif failed:
            self.stdout.write(self.style.ERROR(f"{failed} of these must be mended."))
        else:
            self.stdout.write(self.style.SUCCESS("Everything that is needed works."))
