"""Feedback and conversations over the API."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from courses.models import PeerVisibility
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, start_thread
from practice.models import Take, TakeStatus
from tests import factories
from tests.feedback.helpers import draft, released


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.default_format = "json"
    return client


def as_(api: APIClient, user: User) -> APIClient:
    api.force_authenticate(user)
    return api


def clip_url(take: Take, rest: str) -> str:
    return f"/api/v1/clips/{take.pk}/{rest}/"


def url(feedback: Feedback, rest: str = "") -> str:
    return f"/api/v1/feedback/{feedback.pk}/{rest}"


def test_a_teacher_gives_feedback_from_start_to_finish(
    api: APIClient, take: Take, teacher: User, student: User
) -> None:
    as_(api, teacher)
    opened = api.post(clip_url(take, "feedback"))
    again = api.post(clip_url(take, "feedback"))
    assert (opened.status_code, again.status_code) == (201, 200)
    assert opened.json()["id"] == again.json()["id"]
    own = f"/api/v1/feedback/{opened.json()['id']}/"

    marker = api.post(f"{own}markers/", {"start_ms": 1500, "text": "Slower", "tag": "try"})
    assert marker.status_code == 201
    assert api.patch(own, {"summary": "Lovely"}).json()["summary"] == "Lovely"
    assert [row["id"] for row in api.get(f"{own}markers/").json()] == [marker.json()["id"]]
    done = api.post(f"{own}release/")

    assert done.json()["released"] is True
    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED
    as_(api, student)
    [seen] = api.get(clip_url(take, "feedback")).json()
    assert seen["summary"] == "Lovely"
    assert seen["teacher"]["name"] == str(teacher)
    assert [row["start_ms"] for row in seen["markers"]] == [1500]


def test_releasing_twice_changes_nothing(api: APIClient, take: Take, teacher: User) -> None:
    feedback = released(take, teacher)
    as_(api, teacher)

    first, second = (api.post(url(feedback, "release/")) for _ in range(2))

    assert first.json() == second.json()


def test_releasing_nothing_is_refused(api: APIClient, take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    answer = as_(api, teacher).post(url(feedback, "release/"))

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_release")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"start_ms": -1, "text": "x"},
        {"start_ms": 1, "text": ""},
        {"start_ms": 2000, "end_ms": 1000, "text": "x"},
        {"start_ms": 99_999, "text": "x"},
        {"start_ms": 1, "text": "x", "tag": "shout"},
        {"start_ms": 1, "text": "x" * 4001},
    ],
)
def test_a_bad_marker_is_refused(
    api: APIClient, take: Take, teacher: User, body: dict[str, Any]
) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    answer = as_(api, teacher).post(url(feedback, "markers/"), body)

    assert answer.status_code == 400
    assert "error" in answer.json()
    assert not draft(feedback).markers.exists()


@pytest.mark.parametrize("name", ["student", "classmate"])
def test_a_draft_never_leaks(
    api: APIClient,
    take: Take,
    teacher: User,
    name: str,
    request: pytest.FixtureRequest,
) -> None:
    take.exercise.peer_visibility = PeerVisibility.OPEN
    take.exercise.save()
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="Secret")
    as_(api, request.getfixturevalue(name))

    assert api.get(clip_url(take, "feedback")).json() == []
    assert api.get(url(feedback)).status_code == 404
    assert api.get(url(feedback, "markers/")).status_code == 404


def test_changes_after_the_release_do_not_leak(
    api: APIClient, take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "Open")
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="Secret")

    seen = as_(api, student).get(url(feedback)).json()
    own = as_(api, teacher).get(url(feedback)).json()

    assert [row["text"] for row in seen["markers"]] == ["Open"]
    assert seen["has_unreleased_changes"] is False
    assert [row["text"] for row in own["markers"]] == ["Secret", "Open"]
    assert own["has_unreleased_changes"] is True


FEEDBACK_VERBS = [
    ("get", ""),
    ("patch", ""),
    ("get", "markers/"),
    ("post", "markers/"),
    ("post", "release/"),
]


@pytest.mark.parametrize("name", ["classmate", "stranger", "other_teacher"])
@pytest.mark.parametrize(("verb", "rest"), FEEDBACK_VERBS)
def test_a_stranger_finds_nothing(
    api: APIClient,
    take: Take,
    teacher: User,
    name: str,
    verb: str,
    rest: str,
    request: pytest.FixtureRequest,
) -> None:
    feedback = released(take, teacher)
    as_(api, request.getfixturevalue(name))

    answer = getattr(api, verb)(url(feedback, rest), {"start_ms": 1, "text": "x", "summary": "x"})

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["student", "editor"])
@pytest.mark.parametrize(("verb", "rest"), [row for row in FEEDBACK_VERBS if row[0] != "get"])
def test_a_reader_cannot_write(
    api: APIClient,
    take: Take,
    teacher: User,
    name: str,
    verb: str,
    rest: str,
    request: pytest.FixtureRequest,
) -> None:
    feedback = released(take, teacher)
    as_(api, request.getfixturevalue(name))

    answer = getattr(api, verb)(url(feedback, rest), {"start_ms": 1, "text": "x", "summary": "x"})

    assert answer.status_code == 404
    assert draft(feedback).summary == ""


@pytest.mark.parametrize("name", ["classmate", "stranger", "other_teacher"])
@pytest.mark.parametrize("rest", ["feedback", "threads"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_other_peoples_takes_are_not_found(
    api: APIClient,
    take: Take,
    name: str,
    rest: str,
    verb: str,
    request: pytest.FixtureRequest,
) -> None:
    as_(api, request.getfixturevalue(name))

    assert getattr(api, verb)(clip_url(take, rest), {"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("get", "clips/{0}/feedback/"),
        ("post", "clips/{0}/feedback/"),
        ("get", "feedback/{0}/"),
        ("post", "feedback/{0}/release/"),
        ("get", "clips/{0}/threads/"),
        ("post", "threads/{0}/messages/"),
    ],
)
def test_anonymous_requests_are_rejected(api: APIClient, db: None, verb: str, path: str) -> None:
    answer = getattr(api, verb)(f"/api/v1/{path.format(uuid4())}")

    assert answer.status_code == 401


def test_a_conversation_over_the_api(
    api: APIClient, take: Take, teacher: User, student: User
) -> None:
    marker = released(take, teacher).markers.get()
    body = {"text": "Why?", "marker_id": str(marker.uid)}

    started = as_(api, student).post(clip_url(take, "threads"), body)
    messages = f"/api/v1/threads/{started.json()['id']}/messages/"
    posted = as_(api, teacher).post(messages, {"text": "Because."})

    assert (started.status_code, posted.status_code) == (201, 201)
    assert [row["text"] for row in api.get(messages).json()] == ["Why?", "Because."]
    [thread] = api.get(clip_url(take, "threads")).json()
    assert thread["marker_id"] == str(marker.uid)
    assert thread["messages"][1]["author"]["name"] == str(teacher)


def test_a_conversation_about_a_segment(api: APIClient, take: Take, student: User) -> None:
    segment = factories.VideoSegmentFactory(take=take)
    as_(api, student)

    answer = api.post(clip_url(take, "threads"), {"text": "x", "segment_id": str(segment.pk)})
    other = api.post(clip_url(take, "threads"), {"text": "x", "segment_id": str(uuid4())})

    assert answer.json()["segment_id"] == str(segment.pk)
    assert other.status_code == 404


def test_other_peoples_conversations_are_not_found(
    api: APIClient, take: Take, student: User, classmate: User
) -> None:
    thread = start_thread(actor=student, take=take, text="Hello")
    messages = f"/api/v1/threads/{thread.pk}/messages/"
    as_(api, classmate)

    assert api.get(messages).status_code == 404
    assert api.post(messages, {"text": "Hi"}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x" * 4001}])
def test_a_bad_message_is_refused(
    api: APIClient, take: Take, student: User, body: dict[str, str]
) -> None:
    thread = start_thread(actor=student, take=take, text="Hello")

    answer = as_(api, student).post(f"/api/v1/threads/{thread.pk}/messages/", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


def test_lists_need_no_more_queries_for_many_rows(
    api: APIClient,
    take: Take,
    teacher: User,
    student: User,
    django_assert_max_num_queries: Any,
) -> None:
    released(take, teacher)
    start_thread(actor=student, take=take, text="x")
    as_(api, student)
    with django_assert_max_num_queries(30) as few:
        api.get(clip_url(take, "feedback"))
        api.get(clip_url(take, "threads"))
    feedback = released(take, teacher, "1", "2", "3")
    for marker in feedback.markers.all():
        start_thread(actor=student, take=take, text="x", marker_uid=marker.uid)

    with django_assert_max_num_queries(len(few.captured_queries)):
        api.get(clip_url(take, "feedback"))
        api.get(clip_url(take, "threads"))
