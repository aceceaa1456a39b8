"""Witnesses: who connected to us, and who opened a file."""

import ctypes
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

_IN_OPEN, _IN_ACCESS = 0x20, 0x1
_libc = ctypes.CDLL(None, use_errno=True)


class Listener:
    """A TCP and a UDP socket on one port of 127.0.0.1 that should hear nothing."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.tcp.setblocking(False)
        self.udp.setblocking(False)

    def calls(self) -> int:
        """Connections and datagrams since the last look."""
        return self._accepted() + self._received()

    def _accepted(self) -> int:
        count = 0
        while True:
            try:
                self.tcp.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1

    def _received(self) -> int:
        count = 0
        while True:
            try:
                self.udp.recv(1)
            except BlockingIOError:
                return count
            count += 1

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


class OpenWatch:
    """Counts, by Linux inotify, how often a file is opened or read while this is held."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self._handle = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        watched = _libc.inotify_add_watch(self._handle, bytes(self.path), _IN_OPEN | _IN_ACCESS)
        if self._handle < 0 or watched < 0:
            raise OSError(ctypes.get_errno(), "this machine cannot watch files", str(self.path))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._handle)

    def events(self) -> int:
        """Sixteen bytes each: a watch on a file carries no name."""
        try:
            return len(os.read(self._handle, 4096)) // 16
        except BlockingIOError:
            return 0
