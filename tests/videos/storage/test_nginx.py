"""The local storage behind a real nginx, configured as deploy/nginx says."""

import getpass
import hashlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from accounts.models import User
from scripts.common.waiting import eventually
from scripts.services import Nginx
from tests.architecture.ladder import ROOT
from tests.plugins.storage import WAITING
from videos.storage.local import LocalStorage
from videos.watching import local_get

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("waiting_upload")]

BODY = bytes(range(256)) * 4096
VIDEO, ORIGINAL = "videos/0a1b/renditions/720p ü.mp4", "videos/0a1b/original"


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> LocalStorage:
    settings.MEDIA_ACCEL = "nginx"
    settings.VIDEO_ROOT = tmp_path / "storage"
    storage = LocalStorage.from_settings()
    storage.incoming.mkdir(parents=True)
    path = tmp_path / "body"
    path.write_bytes(BODY)
    for key in (VIDEO, ORIGINAL):
        storage.put_file(path, key)
    return storage


@pytest.fixture
def nginx(storage: LocalStorage, live_server: Any, tmp_path: Path) -> Iterator[Nginx]:
    def configuration(server: Nginx) -> str:
        written = tmp_path / "nginx"
        argv = [sys.executable, ROOT / "deploy/nginx/render.py", "--to", written]
        argv += ["--web", live_server.url.removeprefix("http://"), "--home", tmp_path]
        argv += ["--listen", server.address, "--run", server.folder, "--log", "-"]
        argv += ["--temp", server.folder]
        argv += ["--user", getpass.getuser()]
        subprocess.run([str(part) for part in argv], check=True)
        return (written / "nginx.conf").read_text(encoding="utf-8")

    with Nginx(configuration) as server:
        yield server


@pytest.fixture
def web(nginx: Nginx, student: User) -> requests.Session:
    """The student's browser."""
    client = Client()
    client.force_login(student)
    session = requests.Session()
    session.trust_env = False
    session.cookies.set(site.SESSION_COOKIE_NAME, client.cookies[site.SESSION_COOKIE_NAME].value)
    return session


def _get_url(nginx: Nginx, storage: LocalStorage, user: User, key: str = VIDEO) -> str:
    return nginx.url + storage.download_url(key, user, seconds=60)


def _put_url(nginx: Nginx, storage: LocalStorage, size: int | None = len(BODY)) -> str:
    expires_at = timezone.now() + timedelta(minutes=5)
    most = size or len(BODY)
    path = storage.put_url(WAITING, size_bytes=size, max_bytes=most, expires_at=expires_at)
    return nginx.url + path


def _left_in(storage: LocalStorage) -> list[str]:
    return [path.name for path in storage.incoming.iterdir()]


# Out


def test_ranges_and_conditions_are_answered(
    nginx: Nginx, web: requests.Session, storage: LocalStorage, student: User
) -> None:
    url = _get_url(nginx, storage, student)

    whole = web.get(url)
    some = web.get(url, headers={"Range": "bytes=10-19"})
    last = web.get(url, headers={"Range": "bytes=-7"})
    behind = web.get(url, headers={"Range": f"bytes={len(BODY)}-"})
    known = web.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    head = web.head(url)

    assert (whole.status_code, whole.content) == (200, BODY)
    assert (some.status_code, some.content) == (206, BODY[10:20])
    assert some.headers["Content-Range"] == f"bytes 10-19/{len(BODY)}"
    assert (last.status_code, last.content) == (206, BODY[-7:])
    assert (behind.status_code, known.status_code) == (416, 304)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(BODY)))


def test_the_answer_says_what_the_portals_own_says(
    nginx: Nginx, web: requests.Session, storage: LocalStorage, student: User, settings: Any
) -> None:
    names = ["Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options"]
    names += ["Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Accept-Ranges"]
    names += ["Cross-Origin-Opener-Policy"]
    for key in (VIDEO, ORIGINAL):
        by_nginx = web.get(_get_url(nginx, storage, student, key))
        settings.MEDIA_ACCEL = "off"
        by_us = web.get(_get_url(nginx, storage, student, key))
        settings.MEDIA_ACCEL = "nginx"

        assert "X-Accel-Redirect" not in by_nginx.headers
        assert by_nginx.content == by_us.content
        expected = [(name, by_nginx.headers.get(name)) for name in names]
        assert expected == [(name, by_us.headers.get(name)) for name in names]
        assert set(by_nginx.headers["Vary"].split(", ")) >= {"Cookie"}


def test_no_byte_goes_through_python(
    nginx: Nginx,
    web: requests.Session,
    storage: LocalStorage,
    student: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local_get, "file_response", None)
    monkeypatch.setattr(LocalStorage, "receive", None)

    assert web.get(_get_url(nginx, storage, student)).content == BODY
    assert web.put(_put_url(nginx, storage), BODY).status_code == 200


def test_others_get_nothing(
    nginx: Nginx, web: requests.Session, storage: LocalStorage, student: User, classmate: User
) -> None:
    theirs, own = (_get_url(nginx, storage, user) for user in (classmate, student))

    assert web.get(theirs).status_code == 404
    assert requests.get(own, timeout=10).status_code == 404
    User.objects.filter(pk=student.pk).update(is_active=False)
    assert web.get(own).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/protected-media/{VIDEO}",
        "/protected-media/.incoming/",
        "//protected-media/videos/0a1b/original",
        "/%70rotected-media/videos/0a1b/original",
        "/x/../protected-media/videos/0a1b/original",
        "/storage/may-put/abc",
    ],
)
def test_inner_addresses_answer_nobody(nginx: Nginx, web: requests.Session, path: str) -> None:
    request = requests.Request("GET", nginx.url).prepare()
    request.url = nginx.url + path
    request.headers["Cookie"] = "; ".join(f"{c.name}={c.value}" for c in web.cookies)

    answer = web.send(request)

    assert answer.status_code == 404
    assert BODY[:64] not in answer.content


# In


def test_a_body_is_taken_and_no_second_name_stays(
    nginx: Nginx, web: requests.Session, storage: LocalStorage
) -> None:
    answer = requests.put(_put_url(nginx, storage), BODY, timeout=10)

    assert answer.status_code == 200
    assert answer.headers["ETag"].strip('"')
    kept = storage.path(WAITING)
    assert hashlib.sha256(kept.read_bytes()).digest() == hashlib.sha256(BODY).digest()
    # Nginx removes its own file name once it has answered.
    assert eventually(lambda: not _left_in(storage))
    assert kept.stat().st_nlink == 1


def test_parts_are_joined(nginx: Nginx, storage: LocalStorage) -> None:
    storage_id = storage.begin_parts(WAITING)
    expires_at = timezone.now() + timedelta(minutes=5)
    halves = [BODY[:500_000], BODY[500_000:]]
    for number, half in enumerate([*halves, halves[1]], 1):
        url = storage.part_url(
            WAITING, storage_id, min(number, 2), size_bytes=len(half), expires_at=expires_at
        )
        assert requests.put(nginx.url + url, half, timeout=10).status_code == 200

    parts = storage.list_parts(WAITING, storage_id)
    storage.complete_parts(WAITING, storage_id, parts)

    assert [part.size_bytes for part in parts] == [len(half) for half in halves]
    assert storage.path(WAITING).read_bytes() == BODY


def test_an_empty_body_is_judged_like_any_other(nginx: Nginx, storage: LocalStorage) -> None:
    assert requests.put(_put_url(nginx, storage), b"", timeout=10).status_code == 403
    assert requests.put(_put_url(nginx, storage, None), b"", timeout=10).status_code == 200
    assert storage.size(WAITING) == 0


def test_refusals_come_before_the_body(nginx: Nginx, storage: LocalStorage) -> None:
    url = _put_url(nginx, storage)
    larger = requests.put(_put_url(nginx, storage, None), BODY + b"x", timeout=10)
    other = requests.put(url, BODY + b"x", timeout=10)
    chunked = requests.put(url, iter([BODY]), timeout=10)
    forged = requests.put(url[:-1] + ("a" if url[-1] != "a" else "b"), BODY, timeout=10)
    strange = requests.put(nginx.url + "/storage/put/a%0d%0ab", BODY, timeout=10)

    found = [answer.status_code for answer in (larger, other, chunked, forged, strange)]
    assert found == [413, 403, 411, 403, 403]
    assert not storage.exists(WAITING)
    assert _left_in(storage) == []


def test_a_file_that_a_caller_names_is_not_taken(
    nginx: Nginx, web: requests.Session, storage: LocalStorage
) -> None:
    secret = storage.incoming / "somebody-elses"
    secret.write_bytes(b"s" * len(BODY))

    answer = web.put(_put_url(nginx, storage), BODY, headers={"X-Body-File": str(secret)})

    assert answer.status_code == 200
    assert storage.path(WAITING).read_bytes() == BODY
    assert secret.exists()


def test_a_cut_upload_leaves_nothing(nginx: Nginx, storage: LocalStorage) -> None:
    head = f"PUT {_put_url(nginx, storage).removeprefix(nginx.url)} HTTP/1.1\r\n"
    head += f"Host: {nginx.address}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", nginx.port)) as line:
        line.sendall(head.encode() + BODY[:600_000])
        assert eventually(lambda: _left_in(storage)), "nginx writes where it should"

    assert eventually(lambda: not _left_in(storage))
    assert not storage.exists(WAITING)
