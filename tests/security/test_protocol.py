"""What a hostile client sends to uploads, storage and the API: refused, and never an error."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import close_old_connections
from django.test import Client

from practice import services
from practice.models import Take
from practice.services import takes
from tests.corpus.names import ODD_NAMES
from tests.plugins.storage import content, put, stored
from tests.security.world import client_of
from videos.intake import uploads
from videos.intake.takeover import take_over
from videos.models import AssetState, Job, Upload, VideoAsset
from videos.storage import get_storage
from videos.storage.local import LocalStorage
from videos.storage.tokens import GetRight, PutRight, sign
from videos.worker import run

BYTES = b"0123456789" * 10
FAR = 4_000_000_000


@pytest.fixture
def upload(exercise: Any, student: Any) -> Take:
    return _begin(student, exercise)


def _begin(student: Any, exercise: Any, **given: Any) -> Take:
    given = {"filename": "take.mp4", "size_bytes": len(BYTES), **given}
    return services.start_take(actor=student, exercise=exercise, **given)


def _raw_put(url: str, body: bytes = BYTES, **extra: Any) -> int:
    """To our own storage, with whatever headers."""
    client = Client(raise_request_exception=False)
    kind = "application/octet-stream"
    return int(client.generic("PUT", url, body, content_type=kind, **extra).status_code)


def _commit(client: Client, take: Take) -> Any:
    return client.post(f"/api/v1/clips/{take.pk}/commit/", content_type="application/json")


def _url(take: Take) -> str:
    return uploads.ticket(take.asset.upload).url


DEAD = (403, 404, 410)
"""The responses of a URL whose upload is finished."""

# Bytes that come in


def test_a_replayed_put_changes_nothing_that_was_taken_over(upload: Take) -> None:
    url = _url(upload)
    put(url, BYTES)
    services.commit_take(actor=upload.student, take=upload)
    take_over(upload.asset)

    assert put(url, b"x" * len(BYTES)) in DEAD

    assert content(upload.asset.original_key) == BYTES
    services.commit_take(actor=upload.student, take=upload)
    take_over(upload.asset)
    assert content(upload.asset.original_key) == BYTES
    assert Job.objects.count() == 1


def test_a_put_that_is_replayed_before_the_worker_comes_is_refused(upload: Take) -> None:
    url = _url(upload)
    put(url, BYTES)
    services.commit_take(actor=upload.student, take=upload)
    assert put(url, b"x" * len(BYTES)) in DEAD

    run.work_one()

    upload.asset.refresh_from_db()
    assert content(upload.asset.original_key) == BYTES


@pytest.mark.parametrize("body", [b"", BYTES[:-1], BYTES + b"x", BYTES * 1000])
def test_another_number_of_bytes_is_refused(upload: Take, body: bytes) -> None:
    assert put(_url(upload), body) in (400, 403, 411, 413)
    assert uploads.received(upload.asset.upload) == []


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize(
    "length", ["-1", "-100", "1e2", "0x64", "\xb2", "100, 100", " ", "9" * 5000]
)
def test_an_invalid_length_is_refused(upload: Take, length: str) -> None:
    assert _raw_put(_url(upload), CONTENT_LENGTH=length) in (400, 403, 411, 413)


@pytest.mark.usefixtures("local_storage")
def test_chunks_without_a_length_are_refused(upload: Take) -> None:
    extra = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    assert _raw_put(_url(upload), **extra) == 411


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", ".parts/x", "a/../../b", ""])
def test_not_even_a_signed_key_leaves_the_folder(key: str, student: Any) -> None:
    """Nobody can sign one; if we ever did, it would go nowhere."""
    put, get = PutRight(key, FAR, 5, True), GetRight(key, str(student.pk), FAR)

    assert _raw_put(f"/storage/put/{sign(put)}", b"12345") in (403, 404, 410, 500)
    assert client_of(student).get(f"/storage/get/{sign(get)}").status_code in (404, 500)
    assert not list(LocalStorage.from_settings().root.parent.rglob("passwd"))


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize(
    "token", ["a", "..%2f..%2fetc%2fpasswd", "%00", "a:b:c", ":" * 99, "é", "A" * 9999]
)
def test_invalid_tokens_give_no_access(token: str, student: Any) -> None:
    assert _raw_put(f"/storage/put/{token}") in (400, 403, 404)
    assert client_of(student).get(f"/storage/get/{token}").status_code in (400, 404)


@pytest.mark.usefixtures("local_storage")
def test_a_token_serves_one_purpose(upload: Take, student: Any) -> None:
    put = _url(upload).rsplit("/", 1)[1]
    get = get_storage().download_url(upload.asset.original_key, student, seconds=300)

    assert client_of(student).get(f"/storage/get/{put}").status_code == 404
    assert _raw_put(f"/storage/put/{get.rsplit('/', 1)[1]}") == 403


@pytest.mark.usefixtures("local_storage")
def test_expired_tokens_give_no_access(student: Any) -> None:
    put, get = PutRight("uploads/a", 1, 5, True), GetRight("uploads/a", str(student.pk), 1)

    assert _raw_put(f"/storage/put/{sign(put)}", b"12345") == 403
    assert client_of(student).get(f"/storage/get/{sign(get)}").status_code == 404


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_never_fail_and_never_name_a_file(name: str, exercise: Any, student: Any) -> None:
    asked = {"exercise": str(exercise.uid), "filename": name, "size_bytes": 5}
    answer = client_of(student).post("/api/v1/uploads/", asked, "application/json")

    assert answer.status_code in (201, 400, 415)
    if answer.status_code == 201:
        assert put(answer.json()["url"], b"12345") == 200
        # In a bucket nothing is there before the commit has joined it.
        assert set(stored()) <= {Upload.objects.get().key}


def test_the_number_of_open_uploads_is_limited(exercise: Any, student: Any, classmate: Any) -> None:
    for _ in range(takes.MAX_UNFINISHED):
        _begin(student, exercise)
    asked = {"exercise": str(exercise.uid), "filename": "a.mp4", "size_bytes": 5}

    refused = client_of(student).post("/api/v1/uploads/", asked, "application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_uploads")
    taken = client_of(classmate).post("/api/v1/uploads/", asked, "application/json")
    assert taken.status_code == 201


# What belongs to whom


def test_two_students_cannot_swap_their_takes(exercise: Any, student: Any, classmate: Any) -> None:
    mine, theirs = _begin(student, exercise), _begin(classmate, exercise)
    put(_url(mine), BYTES)
    put(_url(theirs), BYTES)
    client = client_of(classmate)

    for verb, path in [("post", f"clips/{mine.pk}/commit/"), ("delete", f"uploads/{mine.pk}/")]:
        answer = getattr(client, verb)(f"/api/v1/{path}", content_type="application/json")
        assert answer.status_code == 404
    assert client.get(f"/api/v1/uploads/{mine.pk}/").status_code == 404
    mine.refresh_from_db()
    assert mine.status == "uploading"
    assert _commit(client, theirs).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_twenty_simultaneous_commits_count_as_one(exercise: Any, student: Any) -> None:
    take = _begin(student, exercise)
    put(_url(take), BYTES)
    clients = [client_of(student) for _ in range(20)]

    def commit(client: Client) -> tuple[int, bytes]:
        try:
            response = _commit(client, take)
            return response.status_code, response.json()["state"]
        finally:
            close_old_connections()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(commit, clients))

    assert answers == {(200, AssetState.CHECKING.value)}
    assert Job.objects.count() == 1


# What the API reads


@pytest.mark.parametrize(
    "values",
    [
        {"duration_sec": "nan"},
        {"duration_sec": "inf"},
        {"duration_sec": 1e308},
        {"duration_sec": -1},
        {"size_bytes": 10**30},
        {"size_bytes": -5},
        {"size_bytes": True},
        {"size_bytes": 1.5},
        {"part_count": 10**9},
        {"part_count": 0},
        {"part_count": "two"},
        {"kind": "library"},
        {"filename": ["list"]},
        {"exercise": "not-an-id"},
        {"exercise": {"$gt": ""}},
    ],
    ids=str,
)
def test_odd_values_are_refused(values: dict[str, Any], exercise: Any, student: Any) -> None:
    asked = {"exercise": str(exercise.uid), "filename": "a.mp4", "size_bytes": 5} | values
    answer = client_of(student).post("/api/v1/uploads/", asked, "application/json")

    assert 400 <= answer.status_code < 500, answer.content
    assert set(answer.json()) == {"error"}
    assert not VideoAsset.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"text": "\\ud800"}',
        b'{"text": "\\u0000"}',
        b'{"text": NaN}',
        b"[" * 100_000,
        b'{"a":' * 5000,
        b'{"at_ms": ' + b"9" * 5000 + b', "text": "a"}',
        b'{"at_ms": 99999999999999999999999, "text": "a"}',
        json.dumps({"text": "x" * 100_000}).encode(),
        json.dumps({"text": "x" * 3_000_000}).encode(),
    ],
    ids=lambda body: f"{body[:24]!r}{len(body)}",
)
def test_odd_json_is_refused(body: bytes, take: Take, student: Any) -> None:
    VideoAsset.objects.update(duration_ms=None)
    client = client_of(student)
    for path in (f"clips/{take.pk}/threads/", f"clips/{take.pk}/segments/", "uploads/"):
        answer = client.generic("POST", f"/api/v1/{path}", body, "application/json")
        assert 400 <= answer.status_code < 500, path


@pytest.mark.parametrize("odd", ["1", "x", "..", "%00", "'", "0" * 400, f"{UUID(int=1)}x", "null"])
def test_invalid_ids_are_not_found(odd: str, student: Any) -> None:
    client = client_of(student)
    for path in ("api/v1/clips", "api/v1/uploads", "practice/takes", "videos", "api/v1/feedback"):
        assert client.get(f"/{path}/{odd}/").status_code in (301, 400, 404)


@pytest.mark.parametrize(
    "query",
    ["limit=9999999", f"limit={10**30}", "limit=-1", f"offset={10**30}", f"offset={'9' * 5000}",
     "status=x", "exercise=x", "student=%00", "course=%00"],
)  # fmt: skip
def test_odd_queries_never_fail(query: str, take: Take, student: Any) -> None:
    client = client_of(student)
    for path in ("api/v1/clips/", "api/v1/exercises/", "practice/", "search/"):
        answer = client.get(f"/{path}?{query}&q=%00&page=%00&state=%00")
        assert answer.status_code in (200, 400), path


@pytest.mark.parametrize("verb", ["TRACE", "CONNECT", "PROPFIND", "MOVE", "DEBUG", "get\x00"])
def test_odd_verbs_are_refused(verb: str, take: Take, student: Any) -> None:
    client = client_of(student)
    for url in (f"/practice/takes/{take.pk}/", f"/api/v1/clips/{take.pk}/", "/storage/put/a"):
        assert client.generic(verb, url).status_code in (403, 405)


# Bytes that go out


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("bytes=0-0", 206),
        ("bytes=-1", 206),
        ("bytes=0-99999999999", 206),
        ("bytes=5-2", 200),
        ("bytes=-0", 416),
        ("bytes=999999999-", 416),
        ("bytes=0-1,2-3", 200),
        ("bytes=0-,0-,0-,0-", 200),
        ("bytes=" + ",".join("0-" for _ in range(10_000)), 200),
        ("bytes=" + "9" * 5000 + "-", 200),
        ("bytes=0-" + "9" * 5000, 200),
        ("bytes=-" + "9" * 5000, 200),
        ("bytes=--1", 200),
        ("items=0-1", 200),
        ("bytes=\xb2-", 200),
        ("bytes=a-b", 200),
    ],
    ids=lambda value: str(value)[:24],
)
def test_ranges_are_answered_once_or_not_at_all(
    wanted: str, status: int, student: Any, tmp_path: Any
) -> None:
    """Several ranges get the whole file: nobody multiplies the bytes that are sent."""
    (tmp_path / "a.mp4").write_bytes(BYTES)
    get_storage().put_file(tmp_path / "a.mp4", "videos/a/renditions/a.mp4")
    url = get_storage().download_url("videos/a/renditions/a.mp4", student, seconds=300)

    response = client_of(student).get(url, headers={"Range": wanted})

    assert response.status_code == status
    sent = b"".join(response.streaming_content) if response.streaming else response.content
    assert len(sent) <= len(BYTES)
