import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import doctor
from core.doctor import Finding

MARKS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}


class Command(BaseCommand):
    help = "Checks every service the portal depends on; one line each, with the fix."
    # It is run when something is broken, and runs the system checks itself.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
        parser.add_argument(
            "--only",
            default="",
            metavar="NAMES",
            help=f"some of: {', '.join(doctor.names())}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only = [name.strip() for name in options["only"].split(",") if name.strip()]
        if unknown := sorted(set(only) - set(doctor.names())):
            known = ", ".join(doctor.names())
            raise CommandError(f"Unknown check: {', '.join(unknown)}. Choose from: {known}.")
        report = self._remember if options["json"] else self._print
        self._findings: list[dict[str, str]] = []
        failed = 0
        for name, finding in doctor.examine(only):
            failed += not finding.ok
            report(name, finding)
        self._sum_up(failed, as_json=options["json"])
        if failed:
            raise SystemExit(1)

    def _print(self, name: str, finding: Finding) -> None:
        paint = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "fail": self.style.ERROR}
        mark = paint[finding.level](MARKS[finding.level])
        fix = f" → {finding.fix}" if finding.fix else ""
        self.stdout.write(f"{mark}  {name:<11} {finding.text}{fix}")
        self.stdout.flush()

    def _remember(self, name: str, finding: Finding) -> None:
        found = {"check": name, "level": finding.level, "text": finding.text, "fix": finding.fix}
        self._findings.append(found)

    def _sum_up(self, failed: int, *, as_json: bool) -> None:
        if as_json:
            answer = {"ok": not failed, "failed": failed, "findings": self._findings}
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        elif failed:
            self.stdout.write(self.style.ERROR(f"{failed} of these must be fixed."))
        else:
            self.stdout.write(self.style.SUCCESS("Everything Practika needs is working."))
