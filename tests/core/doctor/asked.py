"""Runs the real `manage.py doctor` in a process of its own, with production settings."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from tests.architecture.ladder import ROOT

OF_THE_STACK = ("AWS_", "S3_", "DATABASE_", "REDIS_", "MEDIA_", "PRACTIKA_")


@dataclass(frozen=True)
class Told:
    code: int
    findings: list[dict[str, str]]

    @property
    def levels(self) -> list[str]:
        return [finding["level"] for finding in self.findings]

    @property
    def text(self) -> str:
        return "\n".join(f"{one['level']}: {one['text']} → {one['fix']}" for one in self.findings)


def ask(only: str, **environ: str) -> Told:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_STACK)}
    with tempfile.TemporaryDirectory() as home:
        told = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "a-key-of-these-tests" * 4,
            "ALLOWED_HOSTS": "practika.example",
            "BASE_URL": "https://practika.example",
            "PRACTIKA_HOME": home,
        }
        done = subprocess.run(
            [sys.executable, "manage.py", "doctor", "--json", "--only", only],
            cwd=ROOT,
            env=clean | told | environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return Told(done.returncode, json.loads(done.stdout)["findings"])
