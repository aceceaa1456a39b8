"""A bucket that hangs must not hold the threads that serve pages."""

import time
from collections.abc import Iterator

import pytest

from core.bucket import clients
from scripts.services import S3
from videos.storage import StorageTrouble
from videos.storage.s3 import S3Storage


@pytest.fixture
def hanging_bucket(rclone_bucket: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    for name in ("READ_SECONDS", "TRIES", "REST_SECONDS"):
        monkeypatch.setattr(clients, name, getattr(clients, name))
    clients.hurry()
    monkeypatch.setattr(clients, "READ_SECONDS", 1)
    clients.forget()
    rclone_bucket.pause()
    yield rclone_bucket
    rclone_bucket.resume()
    clients.forget()


def ask() -> float:
    began = time.monotonic()
    with pytest.raises(StorageTrouble, match="does not answer in time"):
        S3Storage.from_settings().exists("videos/x/original")
    return time.monotonic() - began


def test_later_requests_fail_at_once(hanging_bucket: S3) -> None:
    first, second = ask(), ask()

    assert first < 20
    assert second < first / 4


def test_it_is_asked_again_after_a_while(
    hanging_bucket: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "REST_SECONDS", 0.5)
    ask()
    hanging_bucket.resume()
    time.sleep(0.6)

    assert S3Storage.from_settings().exists("videos/x/original") is False


def test_signing_needs_no_answer(hanging_bucket: S3, student: object) -> None:
    ask()

    assert S3Storage.from_settings().download_url("videos/x/a.mp4", student, seconds=60)  # type: ignore[arg-type]
