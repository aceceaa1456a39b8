"""What nginx passes on, seen from behind it by a server that tells what it got."""

import getpass
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts.services import Nginx
from scripts.services.ports import HOST, free_port
from tests.architecture.ladder import ROOT
from tests.deploy.conftest import ask

RENDER = ROOT / "deploy/nginx/render.py"
MAY_SEND = "/account/may-send-files/"
FILES = [
    "/admin/media/video/add/",
    "/admin/media/edit/7/",
    "/admin/media/audio/chooser/upload/",
    "/admin/documents/add/",
    "/admin/documents/edit/7/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/create/",
    "/admin/images/add/",
    "/admin/images/7/",
    "/admin/images/multiple/add/",
    "/admin/images/chooser/create/",
]
LARGE = 40 * 1024 * 1024
Front = Callable[..., Nginx]


class Telling(BaseHTTPRequestHandler):
    """Answers with the headers it got, as soon as it got them; of people it knows an editor."""

    begun = threading.Event()

    def do_GET(self) -> None:
        if self.path == MAY_SEND:
            self.send_response(204 if "editor" in self.headers.get("Cookie", "") else 403)
            self.end_headers()
            return
        self.begun.set()
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        """Pytest's output is not the place."""


@pytest.fixture
def telling() -> Iterator[str]:
    server = ThreadingHTTPServer((HOST, 0), Telling)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"{HOST}:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def front(telling: str, tmp_path: Path) -> Iterator[Front]:
    started: list[Nginx] = []

    def start(*options: str) -> Nginx:
        def configuration(nginx: Nginx) -> str:
            given = ["--to", tmp_path / "conf", "--listen", nginx.address, "--run", nginx.folder]
            given += ["--temp", nginx.folder]
            given += ["--web", telling, "--log", "-", "--static", tmp_path]
            given += ["--user", getpass.getuser(), *options]
            subprocess.run([sys.executable, RENDER, *map(str, given)], check=True)
            return (tmp_path / "conf/nginx.conf").read_text(encoding="utf-8")

        started.append(Nginx(configuration))
        return started[-1].__enter__()

    yield start
    for nginx in started:
        nginx.close()


LIES = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def test_what_a_caller_says_of_itself_is_replaced(front: Front) -> None:
    nginx = front()
    got = ask(f"{nginx.url}/", headers=LIES).json()
    assert got["X-Forwarded-For"] == HOST
    assert got["X-Forwarded-Proto"] == "http"
    assert "X-Forwarded-Host" not in got
    assert got["Host"] == nginx.address
    assert len(got["X-Request-ID"]) == 32


def test_a_balancer_that_is_named_is_believed(front: Front) -> None:
    got = ask(f"{front('--behind', HOST).url}/", headers=LIES).json()
    assert got["X-Forwarded-For"] == "203.0.113.9"
    assert got["X-Forwarded-Proto"] == "https"
    assert "X-Forwarded-Host" not in got


@pytest.mark.parametrize("path", ["/admin/login/", "/account/login/", FILES[0]])
def test_a_slow_sender_holds_no_thread_of_the_portal(front: Front, path: str) -> None:
    nginx = front()
    Telling.begun.clear()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nCookie: editor\r\nContent-Length: 200000\r\n\r\n"
    with socket.create_connection((HOST, nginx.port)) as caller:
        caller.sendall(head.encode() + b"x" * 50_000)
        assert not Telling.begun.wait(0.5)
        caller.sendall(b"x" * 150_000)
        assert caller.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/pages/7/edit/", "/admin/media/"])
def test_a_large_body_for_the_admin_is_refused_before_it_comes(front: Front, path: str) -> None:
    nginx = front()
    Telling.begun.clear()
    assert begun(nginx, f"POST {path}", cookie="editor") == 413
    assert not Telling.begun.is_set()


@pytest.mark.parametrize("path", FILES)
def test_large_files_are_taken_from_editors_alone(front: Front, path: str) -> None:
    nginx = front()
    Telling.begun.clear()
    assert begun(nginx, f"POST {path}", cookie="student") == 403
    assert begun(nginx, f"GET {path}", cookie="") == 403
    assert not Telling.begun.is_set()
    taken = ask(nginx.url + path, "POST", data=b"x" * LARGE, headers={"Cookie": "editor"})
    assert (taken.status_code, taken.json()["Content-Length"]) == (200, str(LARGE))


def test_the_portal_itself_answers_who_only_looks(front: Front) -> None:
    nginx = front()
    assert ask(nginx.url + FILES[0]).status_code == 200
    assert ask(nginx.url + FILES[0], "POST").status_code == 403
    assert ask(nginx.url + MAY_SEND).status_code == 404


def begun(nginx: Nginx, what: str, *, cookie: str) -> int:
    """The answer to one who tells of a large body and sends the beginning of it."""
    head = f"{what} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {LARGE}\r\n\r\n"
    with socket.create_connection((HOST, nginx.port), timeout=10) as caller:
        caller.sendall(head.encode() + b"x" * 1000)
        return int(caller.recv(100).split()[1])


def test_https_is_ended_here_and_everybody_is_sent_to_it(front: Front, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    plain = f"{HOST}:{free_port()}"
    nginx = front("--certificate", str(certificate), "--key", str(key), "--plain", plain)
    with socket.create_connection((HOST, nginx.port)) as caller:
        context = ssl.create_default_context(cafile=str(certificate))
        with context.wrap_socket(caller, server_hostname="localhost") as secure:
            secure.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: secure.recv(65536), b"")).decode()
    assert '"X-Forwarded-Proto": "https"' in answer
    moved = ask(f"http://{plain}/courses/?page=2", headers={"Host": "practika.example"})
    assert moved.status_code == 301
    assert moved.headers["Location"] == "https://practika.example/courses/?page=2"


def test_half_a_certificate_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, RENDER, "--to", tmp_path / "conf", "--key", tmp_path / "key.pem"]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "together" in done.stderr


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.mark.parametrize("has_ipv6", [True, False])
def test_both_kinds_of_addresses_are_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_ipv6: bool
) -> None:
    render = import_module("deploy.nginx.render")
    monkeypatch.setattr(render, "IPV6", tmp_path if has_ipv6 else tmp_path / "none")
    assert render.addresses(None, "443") == ["443", *["[::]:443"] * has_ipv6]
    assert render.addresses("127.0.0.1:8080", "80") == ["127.0.0.1:8080"]
