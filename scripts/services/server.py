"""The base class of all servers here."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import ClassVar, Self

from scripts.services.ports import HOST, free_port
from scripts.services.process import Orders, Process

LINES_OF_LOG = 15


class ServiceTrouble(Exception):
    """A server is unavailable here, or failed; the text says how to fix that."""


class Server:
    """`folder` is for its data, and is kept; without one it uses a temporary folder."""

    name: ClassVar[str]
    farewell: ClassVar[signal.Signals] = signal.SIGTERM
    seconds_to_start: ClassVar[float] = 60
    seconds_to_stop: ClassVar[float] = 10

    def __init__(self, folder: Path | str | None = None, *, port: int | None = None) -> None:
        self._given_folder = Path(folder).resolve() if folder else None
        self._given_port = port
        self._folder: Path | None = None
        self._process: Process | None = None
        self.port = port or free_port()

    # To override

    def command(self) -> list[str]:
        raise NotImplementedError

    def prepare(self) -> None:
        """Before each start: creates what the program needs in its folder."""

    def is_ready(self) -> bool:
        """Whether it serves its clients."""
        raise NotImplementedError

    def finish_start(self) -> None:
        """After each start, as soon as it is ready."""

    @property
    def environ(self) -> dict[str, str]:
        """Practika's settings that make it use this server."""
        return {}

    def orders(self) -> Orders:
        return Orders(
            self.command(),
            log=str(self.log),
            cwd=str(self.folder),
            farewell=self.farewell,
            folder="" if self._given_folder else str(self.folder),
        )

    # Starting and stopping

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self) -> None:
        """Returns when it is ready. Uses the same port and folder as before."""
        if self.is_running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        tries_left = 1 if self._given_port or self._process else 3
        self._let_go()
        while not self._is_up():
            tries_left -= 1
            if not tries_left:
                raise ServiceTrouble(f"{self.name} did not start.\n{self.last_words()}")
            self.port = free_port()  # somebody else took it
            self.prepare()
        self.finish_start()

    def stop(self) -> None:
        """As a service manager would: it may finish its work."""
        if self._process and self.is_running:
            self.resume()
            self._signal_one(self.farewell)
            if self._process.exit_code(wait_seconds=self.seconds_to_stop) is None:
                self.kill()
        self._let_go()

    def kill(self) -> None:
        """`kill -9`, including its children."""
        if self._process:
            self._process.signal_all(signal.SIGKILL)
            self._process.exit_code(wait_seconds=10)

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        """It is alive but does not answer, as on a machine that hangs."""
        if self._process:
            self._process.signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process:
            self._process.signal_all(signal.SIGCONT)

    def close(self) -> None:
        self.stop()
        if self._folder and not self._given_folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    # Information

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.is_running

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServiceTrouble(f"{self.name} is not running.")
        return self._process.pid

    @property
    def pids(self) -> list[int]:
        """Its own process id and those of its children."""
        return self._process.family() if self._process and self.is_running else []

    @property
    def folder(self) -> Path:
        if self._folder is None:
            own = self._given_folder or tempfile.mkdtemp(prefix=f"practika-{self.slug()}-")
            self._folder = Path(own)
        return self._folder

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def last_words(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            return "\n".join(lines[-LINES_OF_LOG:])
        return ""

    @classmethod
    def slug(cls) -> str:
        return cls.__name__.lower()

    # Private

    def _is_up(self) -> bool:
        self._process = process = Process(self.orders())
        deadline = time.monotonic() + self.seconds_to_start
        while process.is_running and time.monotonic() < deadline:
            if self.is_ready():
                # Another process may be answering there, while ours is about to give up.
                return process.exit_code(wait_seconds=0.05) is None
            time.sleep(0.05)
        self.kill()
        self._let_go()
        return False

    def _signal_one(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def _let_go(self) -> None:
        if self._process is not None:
            self._process.let_go()
            self._process = None
