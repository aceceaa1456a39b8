"""Wrong keys, no bucket, a wrong clock, a bad network: StorageTrouble that says what to do."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from core.bucket import clients
from scripts.services.ports import free_port
from tests.flaky_proxy import Fault, FlakyProxy, Request
from videos.storage import MissingObject, StorageFull, StorageTrouble
from videos.storage.s3 import S3Storage, fetching

KEY = "videos/0a1b/original"
Ask = Callable[[S3Storage], object]

QUESTIONS: list[Ask] = [
    lambda storage: storage.size(KEY),
    lambda storage: storage.begin_parts(KEY),
    lambda storage: storage.list_parts(KEY, "1"),
    lambda storage: storage.delete(KEY),
    lambda storage: storage.move(KEY, "videos/x"),
    lambda storage: storage.delete_prefix("videos/"),
    lambda storage: list(storage.walk()),
    lambda storage: list(storage.begun_uploads()),
    lambda storage: storage.download_to(KEY, Path("/tmp/never-written")),
]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0)


@pytest.fixture
def storage(rclone_bucket: Any) -> S3Storage:
    return S3Storage.from_settings()


@pytest.fixture
def proxy(
    rclone_bucket: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlakyProxy]:
    monkeypatch.setattr(clients, "READ_SECONDS", 1)
    with FlakyProxy(rclone_bucket.port, silence=1.5) as proxy:
        settings.S3_ENDPOINT_URL = proxy.url
        clients.forget()
        yield proxy


@pytest.fixture
def stored(storage: S3Storage, tmp_path: Path) -> bytes:
    path = tmp_path / "stored"
    path.write_bytes(os.urandom(3_000_000))
    storage.put_file(path, KEY)
    return path.read_bytes()


def _all_say(storage: S3Storage, reason: str) -> None:
    for ask in QUESTIONS:
        with pytest.raises(StorageTrouble, match=reason):
            ask(storage)


# How it is set up


def test_a_wrong_secret(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    clients.forget()

    with pytest.raises(StorageTrouble, match="the secret key is wrong; check AWS_ACCESS_KEY_ID"):
        list(storage.walk())
    _all_say(storage, "the secret key is wrong|wrong credentials or no permission")


def test_an_unknown_key(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    clients.forget()

    _all_say(storage, "does not know the access key|wrong credentials or no permission")


def test_no_credentials_at_all(
    storage: S3Storage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, student: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    clients.forget()

    _all_say(storage, "there are no credentials for the storage; set AWS_ACCESS_KEY_ID")
    soon = datetime.now(UTC) + timedelta(minutes=1)
    with pytest.raises(StorageTrouble, match="no credentials"):
        storage.put_url(KEY, size_bytes=1, max_bytes=1, expires_at=soon)
    with pytest.raises(StorageTrouble, match="no credentials"):
        storage.download_url(KEY, student, seconds=60)


@pytest.mark.parametrize("server", ["rclone_bucket", "moto_bucket"])
def test_no_such_bucket(server: str, request: pytest.FixtureRequest, settings: Any) -> None:
    request.getfixturevalue(server)
    settings.S3_BUCKET = "not-there"

    _all_say(S3Storage.from_settings(), "no bucket not-there; check S3_BUCKET")


def test_a_wrong_clock(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime.now(UTC) - timedelta(hours=2)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: late)

    with pytest.raises(StorageTrouble, match="clock is wrong; set it, for example with NTP"):
        list(storage.walk())


def test_nobody_listens(storage: S3Storage, settings: Any) -> None:
    settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{free_port()}"
    clients.forget()

    with pytest.raises(StorageTrouble, match=r":\d+ is not reachable; check S3_ENDPOINT_URL"):
        storage.size(KEY)


class _Saying(BaseHTTPRequestHandler):
    """What Amazon answers and none of our servers does."""

    status, body = 400, b""

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "answer", "kind", "reason"),
    [
        (
            400,
            "<Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region>",
            StorageTrouble,
            "S3_REGION is us-east-1, but the bucket is in eu-central-1",
        ),
        (400, "<Code>ExpiredToken</Code>", StorageTrouble, "credentials have expired"),
        (403, "<Code>AccessDenied</Code>", StorageTrouble, "do not allow ListObjectsV2 in bucket"),
        (403, "<Code>QuotaExceeded</Code>", StorageFull, "the storage is full"),
        (507, "<Code>XMinioStorageFull</Code>", StorageFull, "the storage is full"),
        (418, "<Code>Teapot</Code><Message>Short</Message>", StorageTrouble, "answered Teapot to"),
    ],
)
def test_what_amazon_says(
    storage: S3Storage,
    settings: Any,
    status: int,
    answer: str,
    kind: type[Exception],
    reason: str,
) -> None:
    said = {"status": status, "body": f"<Error>{answer}</Error>".encode()}
    server = HTTPServer(("127.0.0.1", 0), type("Saying", (_Saying,), said))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{server.server_address[1]}"
    clients.forget()
    try:
        with pytest.raises(kind, match=reason):
            list(storage.walk())
    finally:
        server.shutdown()
        server.server_close()


# How the network is

PASSING = [fault for fault in Fault if fault is not Fault.LATE]


def _first(count: int, fault: Fault, method: str) -> Callable[[Request], Fault | None]:
    left = [count]

    def plan(request: Request) -> Fault | None:
        if request.method != method:
            return None
        left[0] -= 1
        return fault if left[0] >= 0 else None

    return plan


@pytest.mark.parametrize("fault", PASSING)
def test_a_temporary_fault_is_survived(
    storage: S3Storage, proxy: FlakyProxy, fault: Fault, tmp_path: Path
) -> None:
    path, back = tmp_path / "sent", tmp_path / "back"
    path.write_bytes(os.urandom(3_000_000))

    proxy.plan = _first(1, fault, "PUT")
    storage.put_file(path, KEY)
    proxy.plan = _first(1, fault, "GET")
    storage.download_to(KEY, back)

    assert back.read_bytes() == path.read_bytes()
    assert sum(proxy.done.values()) >= 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.REFUSED, "connection to the storage at .* broke|not reachable"),
        (Fault.BUSY, "too many requests"),
        (Fault.BROKEN, "internal error"),
        (Fault.SILENT, "does not answer in time"),
        (Fault.LOST_ANSWER, "connection to the storage at .* broke"),
    ],
)
def test_a_lasting_fault_is_raised(
    storage: S3Storage, proxy: FlakyProxy, fault: Fault, reason: str
) -> None:
    proxy.plan = lambda request: fault

    with pytest.raises(StorageTrouble, match=reason):
        storage.begin_parts(KEY)

    assert proxy.requests == clients.TRIES


def test_a_download_resumes_where_it_broke(
    storage: S3Storage, proxy: FlakyProxy, stored: bytes, tmp_path: Path
) -> None:
    spans: list[str] = []
    proxy.plan = _first(1, Fault.CUT_ANSWER, "GET")
    client = clients.server_client()
    client.meta.events.register(
        "before-send.s3.GetObject",
        lambda request, **_: spans.append(str(request.headers.get("Range"))),
    )

    storage.download_to(KEY, tmp_path / "back")

    assert (tmp_path / "back").read_bytes() == stored
    assert len(spans) == 2
    assert spans[1].startswith("b'bytes=1")


def test_a_download_of_what_is_replaced_meanwhile_is_of_one_object(
    storage: S3Storage, proxy: FlakyProxy, stored: bytes, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_bytes(os.urandom(3_000_000))
    real = fetching._Fetch._pause

    def replaced(fetch: Any, *args: Any) -> None:
        storage.put_file(other, KEY)
        real(fetch, *args)

    proxy.plan = _first(1, Fault.CUT_ANSWER, "GET")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching._Fetch, "_pause", replaced)
        storage.download_to(KEY, tmp_path / "back")

    assert (tmp_path / "back").read_bytes() == other.read_bytes()


def test_a_download_that_never_ends_well_leaves_nothing(
    storage: S3Storage, proxy: FlakyProxy, stored: bytes, tmp_path: Path
) -> None:
    proxy.plan = lambda request: Fault.CUT_ANSWER if request.method == "GET" else None
    folder = tmp_path / "empty"
    folder.mkdir()

    with pytest.raises(StorageTrouble):
        storage.download_to(KEY, folder / "back")

    assert list(folder.iterdir()) == []


def test_a_lost_answer_to_the_joining_is_no_failure(
    storage: S3Storage, proxy: FlakyProxy, tmp_path: Path
) -> None:
    """The second attempt finds the upload closed, and the object there."""
    storage_id = storage.begin_parts(KEY)
    answer = clients.server_client().upload_part(
        **storage.place.at(KEY), UploadId=storage_id, PartNumber=1, Body=b"abc"
    )
    parts = storage.list_parts(KEY, storage_id)
    assert answer["ETag"].strip('"') == parts[0].etag
    proxy.plan = _first(1, Fault.LOST_ANSWER, "POST")

    storage.complete_parts(KEY, storage_id, parts)

    assert storage.size(KEY) == 3
    assert proxy.done["LOST_ANSWER"] == 1


def test_missing_raises_missing_and_not_trouble(storage: S3Storage, tmp_path: Path) -> None:
    assert storage.size(KEY) is None
    with pytest.raises(MissingObject):
        storage.move(KEY, "videos/x")
