"""A proxy before a server that drops, delays, cuts, refuses and damages, as a bad network does.

    with FlakyProxy(upstream.port, Chance(seed=1, share=0.3)) as proxy:
        …  proxy.url  …  proxy.done           Counter of the faults it made
        proxy.plan = None                     it lets everything pass from now on

One request to a connection, so that each has its own fate. Bodies pass as they come; a request's
length must be told by Content-Length.
"""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPResponse
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
CHUNK_BYTES = 64 * 1024
OWN_HEADERS = {"connection", "expect", "keep-alive", "transfer-encoding"}


class Fault(StrEnum):
    REFUSED = "connection reset before the request was read"
    CUT_REQUEST = "connection reset in the middle of the request"
    BUSY = "503 SlowDown, nothing done"
    BROKEN = "500 InternalError, though it was done"
    SILENT = "no answer at all, though it was done"
    LOST_ANSWER = "connection reset, though it was done"
    CUT_ANSWER = "connection reset in the middle of the answer"
    DAMAGED_REQUEST = "a byte of the request's body changed"
    DAMAGED_ANSWER = "a byte of the answer's body changed"
    LATE = "half a second later"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    length: int


Plan = Callable[[Request], Fault | None]


class Chance:
    """A share of all requests meets a fault, every kind as often; the same for the same seed."""

    def __init__(self, seed: int, share: float, faults: tuple[Fault, ...] = tuple(Fault)) -> None:
        self._random, self._lock = random.Random(seed), threading.Lock()
        self.share, self.faults = share, faults

    def __call__(self, request: Request) -> Fault | None:
        with self._lock:
            meets_one = self._random.random() < self.share
            return self._random.choice(self.faults) if meets_one else None


class FlakyProxy:
    def __init__(self, port: int, plan: Plan | None = None, *, silence: float = 5) -> None:
        """`silence` is how long it says nothing; choose more than the client waits."""
        self.upstream, self.plan, self.silence = port, plan, silence
        self.done: Counter[str] = Counter()
        self.requests = 0
        self._lock = threading.Lock()
        self._server = _Server((HOST, 0), _Handler)
        self._server.proxy = self

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def fate_of(self, request: Request) -> Fault | None:
        plan = self.plan
        fault = plan(request) if plan else None
        with self._lock:
            self.requests += 1
            if fault:
                self.done[fault.name] += 1
        return fault

    def __enter__(self) -> Self:
        serve = {"poll_interval": 0.05}
        threading.Thread(target=self._server.serve_forever, kwargs=serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128
    proxy: FlakyProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ends are cut here on purpose, and clients leave: nothing to tell."""


class _Handler(StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.connection.settimeout(60)
        head = self._head()
        if head is None:
            return
        method, path, headers = head
        length = int(headers.get("content-length", 0))
        self._go(Request(method, path, length), headers)

    def _go(self, request: Request, headers: dict[str, str]) -> None:
        proxy = self.server.proxy
        fault = proxy.fate_of(request)
        if fault is Fault.REFUSED:
            self._reset()
            return
        if fault is Fault.LATE:
            time.sleep(0.5)
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if fault is Fault.BUSY:
            self._read_all(request.length)
            self._say(503, "Service Unavailable", "SlowDown")
        elif answer := self._passed_on(request, headers, fault):
            self._answer(answer, fault)
        else:
            self._reset()

    def _answer(self, answer: HTTPResponse, fault: Fault | None) -> None:
        if fault is Fault.SILENT:
            time.sleep(self.server.proxy.silence)
        if fault in (Fault.SILENT, Fault.LOST_ANSWER):
            answer.read()
            self._reset()
        elif fault is Fault.BROKEN:
            answer.read()
            self._say(500, "Internal Server Error", "InternalError")
        else:
            self._pass_back(answer, fault)

    # The way there

    def _head(self) -> tuple[str, str, dict[str, str]] | None:
        first = self.rfile.readline(64 * 1024).decode("latin-1").split()
        if len(first) != 3:
            return None
        headers: dict[str, str] = {}
        while line := self.rfile.readline(64 * 1024).decode("latin-1").strip():
            name, _colon, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        return first[0], first[1], headers

    def _passed_on(
        self, request: Request, headers: dict[str, str], fault: Fault | None
    ) -> HTTPResponse | None:
        """None when the way there was cut, or the server did not answer."""
        upstream = HTTPConnection(HOST, self.server.proxy.upstream, timeout=60)
        upstream.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            if name not in OWN_HEADERS:
                upstream.putheader(name, value)
        upstream.putheader("Connection", "close")
        upstream.endheaders()
        try:
            if not self._body(upstream, request.length, fault):
                upstream.close()
                return None
            return upstream.getresponse()
        except OSError:
            return None

    def _body(self, upstream: HTTPConnection, length: int, fault: Fault | None) -> bool:
        left = length // 2 if fault is Fault.CUT_REQUEST else length
        damaged_at = length // 2 if fault is Fault.DAMAGED_REQUEST else -1
        sent = 0
        while left and (chunk := self.rfile.read(min(left, CHUNK_BYTES))):
            upstream.send(_damaged(chunk, damaged_at - sent))
            sent += len(chunk)
            left -= len(chunk)
        return fault is not Fault.CUT_REQUEST and not left

    def _read_all(self, left: int) -> None:
        while left and (chunk := self.rfile.read(min(left, CHUNK_BYTES))):
            left -= len(chunk)

    # The way back

    def _pass_back(self, answer: HTTPResponse, fault: Fault | None) -> None:
        middle = (answer.length or 0) // 2
        # A damaged listing would be a fault of the server's: the network's own checks see to it.
        is_xml = "xml" in (answer.getheader("Content-Type") or "")
        damaged_at = middle if fault is Fault.DAMAGED_ANSWER and not is_xml else -1
        self._head_back(answer)
        sent = 0
        while chunk := answer.read(CHUNK_BYTES):
            if fault is Fault.CUT_ANSWER and sent + len(chunk) > middle:
                self.wfile.write(chunk[: middle - sent])
                break
            self.wfile.write(_damaged(chunk, damaged_at - sent))
            sent += len(chunk)
        if fault is Fault.CUT_ANSWER:
            time.sleep(0.2)  # a reset would take along what the client has not read yet
            self._reset()

    def _head_back(self, answer: HTTPResponse) -> None:
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [f"{n}: {v}" for n, v in answer.getheaders() if n.lower() not in OWN_HEADERS]
        self.wfile.write("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))

    def _say(self, status: int, reason: str, code: str) -> None:
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()
        head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/xml\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def _reset(self) -> None:
        """A reset and no proper end, as when a cable is pulled."""
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


def _damaged(chunk: bytes, at: int) -> bytes:
    if not 0 <= at < len(chunk):
        return chunk
    return chunk[:at] + bytes([chunk[at] ^ 1]) + chunk[at + 1 :]
