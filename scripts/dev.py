#!/usr/bin/env python3
"""Runs Practika on this machine: migrates, loads the demo, then web and worker until Ctrl-C.

PORT (8000) and PRACTIKA_HOME (var/) change where. Both processes start again when the code changes.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import watchfiles

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SOURCES = ("site", "courses", "practice", "feedback", "invitations")
ACCOUNTS = "admin@ editor@ teacher@ assistant@ student@ classmate@example.com"

SECONDS_TO_GET_READY = 120
SECONDS_TO_STOP = 10
SECONDS_BETWEEN_LOOKS = 0.5
STEP_MS = 200
"""How long the watcher gathers changes: an editor saves several files at once."""


RELOADS_ITSELF = {"RUN_MAIN": "true"}
"""For runserver: without it, it loads everything a second time, only to start itself again."""
START_ME_AGAIN = 3
"""Its exit code when the code changed."""


class Stop(Exception):
    """Someone asked for the end: Ctrl-C, a closed terminal, or `kill`."""


class Child:
    """A process in a group of its own, so that Ctrl-C reaches it through us alone."""

    def __init__(
        self,
        name: str,
        *arguments: str,
        farewell: signal.Signals,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.settings = settings
        self.command = [sys.executable, "manage.py", *arguments]
        self.farewell = farewell
        self.start()

    def start(self) -> None:
        environment = {**os.environ, **self.settings}
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=environment, start_new_session=True
        )

    @property
    def is_dead(self) -> bool:
        return self.process.poll() is not None

    @property
    def wants_to_start_again(self) -> bool:
        return self.process.poll() == START_ME_AGAIN

    def ask_to_stop(self) -> None:
        if not self.is_dead:
            self.process.send_signal(self.farewell)

    def end(self, deadline: float) -> None:
        """Waits until `deadline`, then ends whatever is left of the group."""
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"The {self.name} did not stop in time and was ended.", flush=True)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        self.ask_to_stop()
        self.end(time.monotonic() + SECONDS_TO_STOP)
        self.start()


class Sources:
    """Watches the code from the first moment on. The system tells what changed, nothing polls."""

    def __init__(self) -> None:
        self.changed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        folders = [ROOT / name for name in SOURCES if (ROOT / name).is_dir()]
        only_python = watchfiles.PythonFilter()
        for _changes in watchfiles.watch(*folders, watch_filter=only_python, step=STEP_MS):
            self.changed.set()


def main() -> None:
    port = chosen_port(8000)
    refuse_a_busy_port(port, command="make dev")
    refuse_a_locked_home()
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    if "PORT" in os.environ:
        os.environ.setdefault("BASE_URL", f"http://{HOST}:{port}")
    listen_for_the_end()
    children: list[Child] = []
    try:
        prepare()
        sources = Sources()
        children.append(start_web(port))
        wait_until_ready(port, children)
        children.append(start_worker())
        announce(port)
        watch(*children, sources)
    except Stop:
        print("\nStopping …", flush=True)
    finally:
        stop_all(children)


def chosen_port(usual: int) -> int:
    given = os.environ.get("PORT") or str(usual)
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        sys.exit(f"PORT must be a number from 1 to 65535, and it is {given!r}.")
    return int(given)


def refuse_a_busy_port(port: int, *, command: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}): stop what runs there, "
                f"or choose another, for example `{command} PORT={port % 65535 + 1}`."
            )


def refuse_a_locked_home() -> None:
    home = Path(os.environ.get("PRACTIKA_HOME") or ROOT / "var").expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"The data folder {home} cannot be made ({error.strerror}): set PRACTIKA_HOME.")
    if not os.access(home, os.W_OK | os.X_OK):
        sys.exit(f"The data folder {home} cannot be written: set PRACTIKA_HOME to another one.")


def listen_for_the_end() -> None:
    def stop(signum: int, frame: object) -> None:
        for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(later, signal.SIG_IGN)
        raise Stop

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup make dev` outlives its terminal
        signal.signal(signal.SIGHUP, stop)


def prepare() -> None:
    print("Preparing the database …", flush=True)
    command = [sys.executable, "scripts/prepare.py"]
    # In a group of its own, like every child: a Ctrl-C in the middle ends it below, once.
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        try:
            code = process.wait()
        except Stop:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    if code:
        sys.exit("The portal could not be prepared, see above.")


def start_web(port: int) -> Child:
    return Child(
        "web server",
        "runserver",
        f"{HOST}:{port}",
        farewell=signal.SIGTERM,
        settings=RELOADS_ITSELF,
    )


def start_worker() -> Child:
    """Once there are pages to look at. Huey's consumer takes SIGINT as "finish what you have"."""
    return Child("worker", "run_huey", "--quiet", farewell=signal.SIGINT)


def wait_until_ready(port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + SECONDS_TO_GET_READY
    while not answers(port):
        end_if_one_died(children)
        if time.monotonic() > deadline:
            sys.exit(f"Practika did not answer within {SECONDS_TO_GET_READY} s, see above.")
        time.sleep(0.2)


def answers(port: int) -> bool:
    # Never through a proxy that the environment names: this is a visit next door.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/core/health/", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def announce(port: int) -> None:
    print(f"Practika is ready at http://{HOST}:{port}", flush=True)
    print(f"Demo accounts: {ACCOUNTS}, password: practika. Ctrl-C stops.", flush=True)


def watch(web: Child, worker: Child, sources: Sources) -> None:
    """Until a child dies. The worker starts again when the code changes; runserver asks for it.

    What changed while they started counts as well.
    A worker that a change has broken is told once and waits for the next change, as runserver does.
    """
    was_changed, is_told = False, False
    while True:
        if sources.changed.wait(SECONDS_BETWEEN_LOOKS):
            sources.changed.clear()
            was_changed, is_told = True, False
            worker.restart()
        end_if_one_died([web] if was_changed else [web, worker])
        if worker.is_dead and not is_told:
            is_told = True
            print("The worker stopped, see above; the next change starts it again.", flush=True)


def end_if_one_died(children: list[Child]) -> None:
    for child in children:
        if child.wants_to_start_again:
            child.restart()
        elif child.is_dead:
            sys.exit(f"The {child.name} stopped (exit code {child.process.returncode}), see above.")


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        child.end(deadline)


if __name__ == "__main__":
    main()
