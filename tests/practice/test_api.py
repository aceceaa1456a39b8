"""Takes over the API: the life of an upload, who gets what, and how many queries it takes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.models import PeerVisibility
from practice.models import Take, TakeStatus
from tests import factories
from tests.plugins.storage import body_for, put
from tests.practice.conftest import BYTES, Begin
from videos.models import AssetState, VideoAsset
from videos.models.reasons import reason_of

JSON = "application/json"
PORTAL = "http://testserver"


def as_person(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"/api/v1/{path}", body if body is not None else {}, content_type=JSON)


def code_of(response: Any) -> str:
    return str(response.json()["error"]["code"])


@pytest.fixture
def as_student(student: User) -> Client:
    return as_person(student)


def test_an_upload_from_start_to_hand_in(as_student: Client, exercise: Any) -> None:
    wish = {
        "exercise": str(exercise.uid),
        "duration_sec": 12.5,
        "filename": "take.webm",
        "mime_type": "video/webm;codecs=vp9,opus",
        "size_bytes": len(BYTES),
    }
    begun = post(as_student, "uploads/", wish)
    assert begun.status_code == 201
    upload = begun.json()
    assert sorted(upload) == ["clip_id", "expires_at", "part_bytes", "parts", "take_id", "url"]
    assert upload["clip_id"] == upload["take_id"]
    assert upload["parts"] == []
    assert put(upload["url"], BYTES) == 200

    handed_in = post(as_student, f"clips/{upload['take_id']}/commit/")
    assert handed_in.status_code == 200
    assert handed_in.json()["status"] == "submitted"
    assert handed_in.json()["state"] == "checking"
    again = post(as_student, f"clips/{upload['take_id']}/commit/")
    assert again.json() == handed_in.json()


def test_an_upload_in_parts_is_resumed(as_student: Client, exercise: Any) -> None:
    body = body_for(3)
    wish = {"exercise": str(exercise.uid), "size_bytes": len(body), "part_count": 3}
    upload = post(as_student, "uploads/", wish).json()
    assert [part["number"] for part in upload["parts"]] == [1, 2, 3]
    assert sum(part["size_bytes"] for part in upload["parts"]) == len(body)
    first = upload["parts"][0]
    put(first["url"], body[: first["size_bytes"]])

    progress = as_student.get(f"/api/v1/uploads/{upload['take_id']}/").json()
    received = [(part["number"], part["size_bytes"]) for part in progress["received"]]
    assert received == [(1, first["size_bytes"])]
    refused = post(as_student, f"clips/{upload['take_id']}/commit/")
    assert (refused.status_code, code_of(refused)) == (409, "incomplete_upload")

    offset = first["size_bytes"]
    for part in progress["parts"][1:]:
        put(part["url"], body[offset : offset + part["size_bytes"]])
        offset += part["size_bytes"]
    assert post(as_student, f"clips/{upload['take_id']}/commit/").status_code == 200
    over = as_student.get(f"/api/v1/uploads/{upload['take_id']}/")
    assert (over.status_code, code_of(over)) == (409, "not_uploading")


def test_upload_is_cancelled(as_student: Client, begin: Begin) -> None:
    path = f"/api/v1/uploads/{begin().pk}/"
    assert as_student.delete(path).status_code == 204
    assert as_student.get(path).status_code == 404
    assert as_student.delete(path).status_code == 404


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"filename": "essay.pdf"}, 415, "wrong_type"),
        ({"size_bytes": 3 * 1024**3}, 413, "too_big"),
        ({"duration_sec": 4000}, 400, "too_long"),
        ({"size_bytes": 0}, 400, "empty"),
        ({"size_bytes": -1}, 400, "invalid"),
        ({"kind": "library"}, 400, "invalid"),
        ({"exercise": "nonsense"}, 400, "invalid"),
        ({"duration_sec": "long"}, 400, "invalid"),
    ],
)
def test_what_cannot_be_a_take_is_refused_with_a_reason(
    as_student: Client, exercise: Any, wish: dict[str, Any], status: int, code: str
) -> None:
    asked = {"exercise": str(exercise.uid), "size_bytes": len(BYTES), **wish}
    response = post(as_student, "uploads/", asked)
    assert (response.status_code, code_of(response)) == (status, code)
    assert not Take.objects.exists()


@pytest.mark.usefixtures("local_storage")
def test_parts_of_unknown_size_are_refused_with_a_reason(as_student: Client, exercise: Any) -> None:
    response = post(as_student, "uploads/", {"exercise": str(exercise.uid), "part_count": 3})
    assert (response.status_code, code_of(response)) == (400, "bad_parts")


def test_a_take(as_student: Client, take: Take, exercise: Any, course: Any) -> None:
    body = as_student.get(f"/api/v1/clips/{take.pk}/").json()
    assert body["exercise"] == {"id": str(exercise.uid), "title": "Long bows"}
    assert body["course"] == {"id": str(course.uid), "title": "Violin for beginners"}
    assert body["student"] == {"id": str(take.student_id), "name": "Student"}
    assert (body["attempt"], body["status"], body["state"]) == (1, "submitted", "ready")
    assert body["url"] == f"{PORTAL}/practice/takes/{take.pk}/"
    assert (body["duration_ms"], body["is_watchable"], body["is_late"]) == (10_000, True, False)


def test_the_streams_of_a_take(as_student: Client, take: Take) -> None:
    factories.RenditionFactory(asset=take.asset)
    body = as_student.get(f"/api/v1/clips/{take.pk}/streams/").json()
    assert re.fullmatch(rf"{PORTAL}/videos/watch/[^/]+/master\.m3u8", body["hls"])
    assert body["duration_ms"] == 10_000
    assert [rendition["name"] for rendition in body["renditions"]] == ["360p"]


def test_there_are_no_streams_before_it_plays(as_student: Client, take: Take) -> None:
    VideoAsset.objects.update(processing_status=AssetState.PREPARING)
    response = as_student.get(f"/api/v1/clips/{take.pk}/streams/")
    assert (response.status_code, code_of(response)) == (409, "not_watchable")


@pytest.mark.parametrize(("code", "helps"), [("trouble", True), ("damaged", False)])
def test_status_gives_the_reason_and_whether_the_viewer_may_retry(
    take: Take, student: User, classmate: User, exercise: Any, code: str, helps: bool
) -> None:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code=code)
    path = f"/api/v1/clips/{take.pk}/status/"
    mine = as_person(student).get(path).json()
    assert (mine["state"], mine["error"], mine["error_code"]) == ("failed", reason_of(code), code)
    assert mine["can_retry"] is helps
    assert as_person(classmate).get(path).json()["can_retry"] is False


def test_segments(as_student: Client, take: Take) -> None:
    factories.RenditionFactory(asset=take.asset)
    path = f"clips/{take.pk}/segments/"
    made = post(as_student, path, {"start_ms": 2000, "end_ms": 4000, "label": "Bars 1–4"})
    assert made.status_code == 201
    again = post(as_student, path, {"start_ms": 2000, "end_ms": 4000})
    assert again.json()["id"] == made.json()["id"]
    rows = as_student.get(f"/api/v1/{path}").json()
    assert [(row["label"], row["start_ms"], row["end_ms"]) for row in rows] == [
        ("Bars 1–4", 2000, 4000)
    ]
    assert rows[0]["streams"]["hls"].startswith(f"{PORTAL}/videos/watch/")


@pytest.mark.parametrize(
    "span",
    [
        {"start_ms": 4000, "end_ms": 2000},
        {"start_ms": -5, "end_ms": 2000},
        {"start_ms": 0, "end_ms": 60_000},
        {"start_ms": 0},
    ],
)
def test_a_segment_lies_in_the_take(as_student: Client, take: Take, span: dict[str, int]) -> None:
    assert post(as_student, f"clips/{take.pk}/segments/", span).status_code == 400


def test_withdrawing(as_student: Client, take: Take) -> None:
    response = post(as_student, f"clips/{take.pk}/withdraw/")
    assert response.json()["status"] == "withdrawn"
    Take.objects.update(status=TakeStatus.IN_REVIEW)
    late = post(as_student, f"clips/{take.pk}/withdraw/")
    assert (late.status_code, code_of(late)) == (409, "review_began")


GETS = ["clips/{}/", "clips/{}/status/", "clips/{}/streams/", "clips/{}/segments/"]
POSTS = ["clips/{}/commit/", "clips/{}/withdraw/"]
OPEN_TO = {"student": 200, "teacher": 200, "editor": 200, "admin": 200}
CLOSED_TO = {"classmate": 404, "stranger": 404, "other_teacher": 404, "anonymous": 401}


@pytest.fixture
def clients(
    student: User,
    teacher: User,
    classmate: User,
    stranger: User,
    other_teacher: User,
    editor: User,
    admin: User,
) -> dict[str, Client]:
    return {
        "student": as_person(student),
        "teacher": as_person(teacher),
        "classmate": as_person(classmate),
        "stranger": as_person(stranger),
        "other_teacher": as_person(other_teacher),
        "editor": as_person(editor),
        "admin": as_person(admin),
        "anonymous": as_person(None),
    }


@pytest.mark.parametrize("path", GETS)
def test_who_can_read_a_take(clients: dict[str, Client], take: Take, path: str) -> None:
    address = f"/api/v1/{path.format(take.pk)}"
    found = {name: client.get(address).status_code for name, client in clients.items()}
    assert found == OPEN_TO | CLOSED_TO


@pytest.mark.parametrize("path", POSTS)
def test_only_the_student_changes_a_take(clients: dict[str, Client], take: Take, path: str) -> None:
    del clients["student"]
    found = {n: post(c, path.format(take.pk)).status_code for n, c in clients.items()}
    expected = dict.fromkeys(OPEN_TO | CLOSED_TO, 404) | {"anonymous": 401}
    del expected["student"]
    assert found == expected


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_only_the_student_has_the_upload(
    clients: dict[str, Client], begin: Begin, verb: str
) -> None:
    address = f"/api/v1/uploads/{begin().pk}/"
    student = clients.pop("student")
    found = {name: getattr(client, verb)(address).status_code for name, client in clients.items()}
    assert found == dict.fromkeys(clients, 404) | {"anonymous": 401}
    assert getattr(student, verb)(address).status_code in (200, 204)


def test_who_can_start_a_take(clients: dict[str, Client], exercise: Any) -> None:
    wish = {"exercise": str(exercise.uid), "filename": "take.mp4", "size_bytes": 1000}
    found = {name: post(client, "uploads/", wish).status_code for name, client in clients.items()}
    closed = {"stranger": 404, "other_teacher": 404, "anonymous": 401}
    assert found == dict.fromkeys(clients, 201) | closed


def test_list_shows_only_visible_takes(clients: dict[str, Client], take: Take) -> None:
    factories.TakeFactory()
    found = {
        name: [row["id"] for row in client.get("/api/v1/clips/").json()["results"]]
        for name, client in clients.items()
        if name not in ("anonymous", "editor", "admin")
    }
    mine = [str(take.pk)]
    nothing: list[str] = []
    assert found == {
        "student": mine,
        "teacher": mine,
        "classmate": nothing,
        "stranger": nothing,
        "other_teacher": nothing,
    }
    assert clients["anonymous"].get("/api/v1/clips/").status_code == 401


def test_list_can_be_filtered(as_student: Client, take: Take, student: User) -> None:
    other = factories.TakeFactory(student=student, status=TakeStatus.ANSWERED)

    def ids(**query: str) -> list[str]:
        return [row["id"] for row in as_student.get("/api/v1/clips/", query).json()["results"]]

    assert ids() == [str(other.pk), str(take.pk)]
    assert ids(status="answered") == [str(other.pk)]
    assert ids(exercise=str(take.exercise.uid)) == [str(take.pk)]
    assert as_student.get("/api/v1/clips/", {"status": "lost"}).status_code == 400


def test_late_takes_are_marked(as_student: Client, take: Take, exercise: Any) -> None:
    exercise.due_at = timezone.now() - timedelta(days=1)
    exercise.save_revision().publish()
    assert as_student.get(f"/api/v1/clips/{take.pk}/").json()["is_late"] is True


@pytest.mark.parametrize("count", [1, 3])
def test_list_queries_do_not_grow_with_the_rows(
    as_student: Client,
    take: Take,
    student: User,
    exercise: Any,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count - 1):
        factories.TakeFactory(student=student, exercise=exercise, attempt=number + 2)
    for number in range(count):
        segment = factories.VideoSegmentFactory(
            take=take, video_clip__start_ms=number * 1000, video_clip__end_ms=9000
        )
        factories.RenditionFactory(asset=segment.take.asset, name=f"{number}p")
    with django_assert_num_queries(6):
        assert len(as_student.get("/api/v1/clips/").json()["results"]) == count
    with django_assert_num_queries(5):
        assert len(as_student.get(f"/api/v1/clips/{take.pk}/segments/").json()) == count
