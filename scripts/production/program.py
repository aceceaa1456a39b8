"""One of Practika's own processes, with settings passed through the environment."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace

from scripts.common.paths import ROOT
from scripts.services import Server, ServiceTrouble
from scripts.services.process import Orders


class Program(Server):
    """`settings` are read at each start, so they may change in between."""

    def __init__(self, settings: Mapping[str, str], *, port: int | None = None) -> None:
        super().__init__(port=port)
        self.settings = dict(settings)

    def orders(self) -> Orders:
        return replace(super().orders(), cwd=str(ROOT), env=environment(self.settings))


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    return {**os.environ, **settings, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def run(settings: Mapping[str, str], *arguments: str) -> str:
    """Runs a manage.py command to its end; returns its standard output.

    In a process group of its own, which ends as a whole: the demo generates films in several
    processes.
    """
    with tempfile.TemporaryFile("w+") as words:
        process = subprocess.Popen(
            manage(*arguments),
            cwd=ROOT,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode:
            words.seek(0)
            raise ServiceTrouble(f"manage.py {arguments[0]} failed.\n{said}{words.read()[-3000:]}")
    return said
