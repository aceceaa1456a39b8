"""The storage, whichever the stack has: what clients do with its addresses, and what is in it.

put(url, body)          send bytes to an upload address; the status
fetch(url, client)      what a download address answers to this client
opened(client, url)     what a page's address gives in the end, which is the storage's to hand out
stored(prefix)          the keys that are there
content(key)            an object's bytes
body_for(part_count)    bytes enough for that many parts; the storage says how small one may be
WAITING                 the key of `waiting_upload`, an upload that waits for its bytes
local_storage           for tests that speak of the local storage itself
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from django.test import Client

from tests.factories import UploadFactory
from videos.models import Upload
from videos.storage import get_storage

KIND = "application/octet-stream"
SECONDS = 60
WAITING = f"uploads/{UUID(int=1)}"


@pytest.fixture
def local_storage(settings: Any) -> None:
    settings.VIDEO_STORAGE = settings.MEDIA_STORAGES["local"]


@pytest.fixture
def waiting_upload(db: None) -> Upload:
    upload: Upload = UploadFactory(pk=UUID(int=1))
    return upload


def put(url: str, body: bytes) -> int:
    if _is_ours(url):
        return int(Client().put(url, body, content_type=KIND).status_code)
    with _next_door() as session:
        return session.put(url, data=body, timeout=SECONDS).status_code


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


def fetch(url: str, client: Client | None = None, **headers: str) -> Answer:
    if _is_ours(url):
        ours = (client or Client()).get(url, headers=headers)
        return Answer(ours.status_code, ours.getvalue(), ours.headers)
    with _next_door() as session:
        theirs = session.get(url, headers=headers, timeout=SECONDS)
        return Answer(theirs.status_code, theirs.content, theirs.headers)


def opened(client: Client, url: str, **headers: str) -> Answer:
    if not _is_ours(url):
        return fetch(url, **{name: headers[name] for name in headers if name == "Range"})
    answer = client.get(url, headers=headers)
    to = answer["Location"] if answer.status_code == 302 else ""
    if to.startswith("/storage/") or not _is_ours(to or "/"):
        return opened(client, to, **headers)
    return Answer(answer.status_code, answer.getvalue(), answer.headers)


def stored(prefix: str = "") -> list[str]:
    return sorted(one.key for one in get_storage().walk(prefix))


def content(key: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "object")
        get_storage().download_to(key, path)
        return path.read_bytes()


def body_for(part_count: int) -> bytes:
    length = max(4, get_storage().min_part_bytes) * (part_count - 1) + 2
    return (b"0123456789" * (length // 10 + 1))[:length]


def _is_ours(url: str) -> bool:
    return url.startswith(("/", "http://testserver/"))


def _next_door() -> requests.Session:
    """Never through a proxy that the environment names."""
    session = requests.Session()
    session.trust_env = False
    return session
