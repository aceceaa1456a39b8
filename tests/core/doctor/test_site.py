"""The checks of the portal's own settings, its mail, its disk space and its files."""

import socketserver
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.doctor import Finding, disk, mail, site


def told(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.level}: {finding.text}" for finding in findings]


@pytest.mark.parametrize(
    ("url", "hosts", "level"),
    [
        ("https://practika.example", ["practika.example"], "ok"),
        ("https://practika.example", ["other.example"], "fail"),
        ("http://practika.example", ["practika.example"], "note"),
        ("https://127.0.0.1", ["127.0.0.1"], "note"),
        ("practika.example", ["practika.example"], "fail"),
    ],
)
def test_the_address_must_be_an_allowed_host(
    settings: Any, url: str, hosts: list[str], level: str
) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = url, hosts

    assert [finding.level for finding in site._address()] == [level]


def test_the_development_secret_is_reported_if_others_can_reach_the_portal(settings: Any) -> None:
    settings.SECRET_KEY, settings.DEBUG = "development-only-xxx", True
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert told(site._secret()) == []

    settings.BASE_URL = "https://practika.example"
    assert [finding.level for finding in site._secret()] == ["fail"]


def test_static_files_must_be_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT, settings.DEBUG = tmp_path, False
    (finding,) = site.static_files()
    assert (finding.level, "collectstatic" in finding.fix) == ("fail", True)

    (tmp_path / "build").mkdir()
    (tmp_path / site.NEEDED_STATIC).write_text("a {}")
    assert [finding.level for finding in site.static_files()] == ["ok"]


def test_a_folder_is_written_to_for_real(tmp_path: Path) -> None:
    (finding,) = disk.folder_is_fit("data", tmp_path / "made", wanted=1)

    assert finding.level == "ok"
    assert list((tmp_path / "made").iterdir()) == []


def test_a_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    (finding,) = disk.folder_is_fit("data", tmp_path / "file" / "data", wanted=1)

    assert finding.level == "fail"
    assert "is not writable" in finding.text


def test_low_disk_space_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = disk.folder_is_fit("data", tmp_path, wanted=1 << 60)
    monkeypatch.setattr(disk, "TOO_LITTLE", 1 << 60)
    (fail,) = disk.folder_is_fit("data", tmp_path, wanted=1)

    assert (note.level, fail.level) == ("note", "fail")


class _MailServer(socketserver.StreamRequestHandler):
    """Just enough SMTP to say yes or no to a log-in."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.wfile.write(self._answer(line.split()[0].upper(), line))
            if line[:4].upper() == b"QUIT":
                return

    def _answer(self, verb: bytes, line: bytes) -> bytes:
        if verb == b"EHLO":
            return b"250-here\r\n250 AUTH PLAIN\r\n"
        if verb == b"AUTH":
            # base64 of "\0teacher\0right"
            return b"235 ok\r\n" if b"AHRlYWNoZXIAcmlnaHQ=" in line else b"535 no\r\n"
        return b"250 ok\r\n"


@pytest.fixture
def mail_port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailServer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(("password", "level"), [("right", "ok"), ("wrong", "fail")])
def test_the_mail_servers_log_in_is_tried(
    settings: Any, mail_port: int, password: str, level: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "teacher", password

    (finding,) = mail.mail()

    assert finding.level == level


def test_an_unreachable_mail_server_is_reported(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    (finding,) = mail.mail()

    assert (finding.level, "EMAIL_URL" in finding.fix) == ("fail", True)


def test_mail_in_a_folder_is_fine_in_development(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    levels = []
    for settings.DEBUG in (True, False):
        levels += [finding.level for finding in mail.mail()]

    assert levels == ["ok", "note"]
