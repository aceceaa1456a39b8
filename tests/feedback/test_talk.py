"""Conversations: who can write, about what, and who is notified."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Refusal
from courses.models import PeerVisibility
from events.models import Event
from feedback.models import PracticeThread, ThreadMessage
from feedback.services import post_message, start_thread, take_back_feedback
from practice.models import Take
from tests import factories
from tests.feedback.helpers import released


@pytest.fixture
def open_take(take: Take) -> Take:
    """A take that the classmate may watch."""
    take.exercise.peer_visibility = PeerVisibility.OPEN
    take.exercise.save()
    return take


def test_messages_are_listed_oldest_first(take: Take, student: User, teacher: User) -> None:
    thread = start_thread(actor=student, take=take, text="Is this too fast?", at_ms=4000)
    post_message(actor=teacher, thread=thread, text="A little.")
    post_message(actor=student, thread=thread, text="Thank you.")

    said = [(message.author, message.text) for message in thread.messages.all()]
    assert said == [
        (student, "Is this too fast?"),
        (teacher, "A little."),
        (student, "Thank you."),
    ]
    assert thread.at_ms == 4000
    assert Event.objects.filter(verb="feedback.message_posted").count() == 3


@pytest.mark.parametrize("name", ["classmate", "stranger", "other_teacher", "editor"])
def test_nobody_else_can_write(
    open_take: Take, student: User, name: str, request: pytest.FixtureRequest
) -> None:
    thread = start_thread(actor=student, take=open_take, text="Hello")
    person = request.getfixturevalue(name)

    for attempt in (
        lambda: start_thread(actor=person, take=open_take, text="Hi"),
        lambda: post_message(actor=person, thread=thread, text="Hi"),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status == 404


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("student", True),
        ("teacher", True),
        ("admin", True),
        ("editor", True),
        ("classmate", False),
        ("other_teacher", False),
        ("stranger", False),
    ],
)
def test_who_sees_a_conversation(
    open_take: Take, student: User, name: str, sees: bool, request: pytest.FixtureRequest
) -> None:
    start_thread(actor=student, take=open_take, text="Hello")
    person = request.getfixturevalue(name)

    assert PracticeThread.objects.visible_to(person).exists() is sees


def test_a_remark_has_one_conversation(take: Take, student: User, teacher: User) -> None:
    marker = released(take, teacher).markers.get()

    first = start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)
    second = start_thread(actor=teacher, take=take, text="Because.", marker_uid=marker.uid)

    assert first == second
    assert first.at_ms == marker.start_ms
    assert first.messages.count() == 2


def test_a_remark_that_is_not_released_cannot_be_talked_about(
    take: Take, student: User, teacher: User
) -> None:
    feedback = released(take, teacher)
    marker = feedback.markers.get()
    take_back_feedback(actor=teacher, feedback=feedback)

    with pytest.raises(Refusal) as refused:
        start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)

    assert refused.value.code == "no_such_remark"


def test_taking_back_hides_the_conversation_about_a_remark_from_the_student(
    take: Take, student: User, teacher: User
) -> None:
    feedback = released(take, teacher)
    marker = feedback.markers.get()
    thread = start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)

    take_back_feedback(actor=teacher, feedback=feedback)

    assert not PracticeThread.objects.visible_to(student).exists()
    assert list(PracticeThread.objects.visible_to(teacher)) == [thread]


def test_a_segment_can_be_talked_about(take: Take, student: User) -> None:
    segment = factories.VideoSegmentFactory(take=take)

    thread = start_thread(actor=student, take=take, text="This part", segment=segment)

    assert (thread.segment, thread.at_ms) == (segment, segment.start_ms)


def test_a_segment_of_another_take_cannot(take: Take, student: User) -> None:
    segment = factories.VideoSegmentFactory()

    with pytest.raises(Refusal) as refused:
        start_thread(actor=student, take=take, text="This part", segment=segment)

    assert refused.value.code == "no_such_segment"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_message_is_refused(take: Take, student: User, text: str) -> None:
    with pytest.raises(Refusal, match="Write something"):
        start_thread(actor=student, take=take, text=text)


def test_a_moment_after_the_end_is_refused(take: Take, student: User) -> None:
    with pytest.raises(Refusal, match="shorter"):
        start_thread(actor=student, take=take, text="x", at_ms=10_001)


def test_the_form_posts_and_returns_to_the_conversation(
    client: Client, take: Take, student: User
) -> None:
    client.force_login(student)

    answer = client.post(
        reverse("feedback:threads", args=[take.pk]), {"text": "Look here", "at_ms": "2000"}
    )

    thread = PracticeThread.objects.get()
    assert answer.url == f"{take.get_absolute_url()}#thread-{thread.pk}"
    assert (thread.at_ms, thread.messages.get().text) == (2000, "Look here")


def test_a_script_gets_the_place_as_json(client: Client, take: Take, student: User) -> None:
    thread = start_thread(actor=student, take=take, text="Hello")
    client.force_login(student)
    url = reverse("feedback:messages", args=[thread.pk])

    done = client.post(url, {"text": "More"}, HTTP_ACCEPT="application/json")
    refused = client.post(url, {"text": " "}, HTTP_ACCEPT="application/json")

    assert done.json()["place"] == f"thread-{thread.pk}"
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "empty_message")
    assert thread.messages.count() == 2


def test_an_empty_message_shows_an_error(client: Client, take: Take, student: User) -> None:
    client.force_login(student)

    answer = client.post(reverse("feedback:threads", args=[take.pk]), {"text": ""})

    assert answer.url == f"{take.get_absolute_url()}#conversations"
    assert not PracticeThread.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [("classmate", 404), ("stranger", 404), ("other_teacher", 404), ("anonymous", 302)],
)
def test_other_peoples_pages_are_not_found(
    client: Client,
    take: Take,
    student: User,
    name: str,
    status: int,
    request: pytest.FixtureRequest,
) -> None:
    thread = start_thread(actor=student, take=take, text="Hello")
    if name != "anonymous":
        client.force_login(request.getfixturevalue(name))

    for url in (
        reverse("feedback:threads", args=[take.pk]),
        reverse("feedback:messages", args=[thread.pk]),
    ):
        assert client.post(url, {"text": "Hi"}).status_code == status
    assert ThreadMessage.objects.count() == 1


def test_get_is_not_allowed(client: Client, take: Take, student: User) -> None:
    client.force_login(student)

    assert client.get(reverse("feedback:threads", args=[take.pk])).status_code == 405


def test_a_classmate_who_may_watch_cannot_post(
    client: Client, open_take: Take, classmate: User, student: User
) -> None:
    thread = start_thread(actor=student, take=open_take, text="Hello")
    client.force_login(classmate)

    answers: list[Any] = [
        client.post(reverse("feedback:threads", args=[open_take.pk]), {"text": "Hi"}),
        client.post(reverse("feedback:messages", args=[thread.pk]), {"text": "Hi"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
