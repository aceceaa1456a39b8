"""Stands in for manage.py and prepare.py while scripts/dev.py is tested: it starts in no time.

What it does is appended to `log` in the project, one line each.
"""

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import FrameType

HERE = Path.cwd()


def note(text: str) -> None:
    with (HERE / "log").open("a", encoding="utf-8") as log:
        log.write(f"{text}\n")


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/core/health/" else 404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def runserver(address: str) -> None:
    while (HERE / "runserver-is-slow").exists():
        time.sleep(0.1)
    note(f"web {os.getpid()} {os.environ.get('RUN_MAIN')}")
    host, port = address.split(":")
    threading.Thread(target=exit_when_the_code_changed, daemon=True).start()
    HTTPServer((host, int(port)), Health).serve_forever()


def exit_when_the_code_changed() -> None:
    while not (HERE / "web-saw-a-change").exists():
        time.sleep(0.1)
    (HERE / "web-saw-a-change").unlink()
    os._exit(3)


def run_huey(*options: str) -> None:
    def leave(signum: int, frame: FrameType | None) -> None:
        note(f"worker got {signal.Signals(signum).name}")
        sys.exit(0)

    signal.signal(signal.SIGINT, leave)
    note(f"worker {os.getpid()}")
    if (HERE / "worker-is-broken").exists():
        sys.exit(3)
    while True:
        time.sleep(0.1)


def main() -> None:
    command, *options = sys.argv[1:] or ["prepare"]
    note(command)
    if command == "runserver":
        runserver(options[0])
    if command == "run_huey":
        run_huey(*options)
    if (HERE / f"{command}-fails").exists():
        sys.exit(1)


if __name__ == "__main__":
    main()
