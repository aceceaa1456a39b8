"""Two real S3 servers, started once for a run and only when a test asks for one.

rclone_bucket   checks every signature; copies no parts, knows no conditions
moto_bucket     knows CORS, lifecycle and policies; checks no signatures

Each test has a folder of its own in the bucket, and finds the settings changed to it.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from core.bucket import clients
from scripts.services.bucket import BucketServer
from scripts.services.moto import Moto
from scripts.services.s3 import S3


@pytest.fixture(scope="session")
def rclone_server() -> Iterator[S3]:
    with S3() as server:
        yield server


@pytest.fixture(scope="session")
def moto_server() -> Iterator[Moto]:
    with Moto() as server:
        yield server


@pytest.fixture
def rclone_bucket(
    rclone_server: S3, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[S3]:
    with_bucket(rclone_server, settings, monkeypatch)
    yield rclone_server
    clients.forget()


@pytest.fixture
def moto_bucket(
    moto_server: Moto, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Moto]:
    with_bucket(moto_server, settings, monkeypatch)
    yield moto_server
    clients.forget()


def with_bucket(server: BucketServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call `clients.forget()` afterwards."""
    settings.MEDIA_STORAGE = "s3"
    settings.VIDEO_STORAGE = "videos.storage.s3.S3Storage"
    files = {"BACKEND": "core.bucket.files.BucketFiles"}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.S3_BUCKET = server.bucket
    settings.S3_REGION = server.region
    settings.S3_PREFIX = f"test/{uuid.uuid4().hex}"
    settings.S3_ENDPOINT_URL = settings.S3_PUBLIC_ENDPOINT_URL = server.url
    settings.S3_PATH_STYLE = True
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, server.environ[name])
    clients.forget()
