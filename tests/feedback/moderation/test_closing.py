"""A closed conversation: everyone can read it, nobody writes in it."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from core.errors import Refusal
from feedback import queue
from feedback.models import CaseState, FeedbackMarker, HoldRule, ModerationCase, ThreadMessage
from feedback.moderation.decisions import Decision
from feedback.services import close_thread, post_message, reopen_thread, start_thread
from practice.models import Take
from tests.feedback.moderation.helpers import decided

CLOSED = "This conversation is closed"


def test_nobody_writes_in_it_and_it_waits_no_longer(
    question: ThreadMessage, student: User, teacher: User
) -> None:
    assert queue.waiting_threads(teacher).exists()

    close_thread(actor=teacher, thread=question.thread)

    assert not queue.waiting_threads(teacher).exists()
    for person in (student, teacher):
        with pytest.raises(Refusal) as refused:
            post_message(actor=person, thread=question.thread, text="One more")
        assert refused.value.code == "closed"
    assert question.thread.messages.count() == 1


def test_opened_again_it_goes_on(question: ThreadMessage, student: User, teacher: User) -> None:
    close_thread(actor=teacher, thread=question.thread)
    close_thread(actor=teacher, thread=question.thread)
    reopen_thread(actor=teacher, thread=question.thread)

    post_message(actor=student, thread=question.thread, text="One more")

    verbs = ModelLogEntry.objects.for_instance(question.thread).values_list("action", flat=True)
    assert list(verbs).count("feedback.thread_closed") == 1
    assert list(verbs).count("feedback.thread_reopened") == 1


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("teacher", True),
        ("editor", True),
        ("admin", True),
        ("student", False),
        ("classmate", False),
        ("stranger", False),
        ("other_teacher", False),
    ],
)
def test_teachers_and_editors_close_it(
    client: Client,
    question: ThreadMessage,
    open_take: Take,
    name: str,
    may: bool,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(name))

    answer = client.post(reverse("feedback:close", args=[question.thread_id]))

    assert answer.status_code == (302 if may else 404)
    question.thread.refresh_from_db()
    assert question.thread.is_closed is may


def test_everyone_sees_that_it_is_closed(
    client: Client,
    question: ThreadMessage,
    open_take: Take,
    teacher: User,
    request: pytest.FixtureRequest,
) -> None:
    close_thread(actor=teacher, thread=question.thread)
    form = f'action="{reverse("feedback:messages", args=[question.thread_id])}"'

    for name, may_reopen in (("student", False), ("teacher", True), ("editor", True)):
        client.force_login(request.getfixturevalue(name))
        html = client.get(open_take.get_absolute_url()).content.decode()
        assert CLOSED in html
        assert form not in html
        assert ("Open this conversation again" in html) is may_reopen, name
    client.force_login(teacher)
    html = client.get(reverse("feedback_desk_talk", args=[open_take.pk])).content.decode()
    assert CLOSED in html
    assert form not in html
    address = f"/api/v1/threads/{question.thread_id}/messages/"
    answer = client.post(address, {"text": "One more"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "closed")
    (thread,) = client.get(f"/api/v1/clips/{open_take.pk}/threads/").json()
    assert thread["is_closed"] is True


def test_a_remark_can_not_be_talked_about_again(
    marker: FeedbackMarker, open_take: Take, student: User, teacher: User
) -> None:
    thread = start_thread(actor=student, take=open_take, text="Why?", marker_uid=marker.uid)
    close_thread(actor=teacher, thread=thread)

    with pytest.raises(Refusal) as refused:
        start_thread(actor=student, take=open_take, text="Why?", marker_uid=marker.uid)

    assert refused.value.code == "closed"


def test_what_was_held_before_is_let_through_without_waiting(
    open_take: Take, student: User, teacher: User, editor: User
) -> None:
    thread = start_thread(actor=teacher, take=open_take, text="How was it?")
    HoldRule.objects.create(course=open_take.course, words="goose")
    post_message(actor=student, thread=thread, text="You goose")
    close_thread(actor=teacher, thread=thread)
    with pytest.raises(Refusal):
        post_message(actor=student, thread=thread, text="You goose")

    case = decided(editor, ModerationCase.objects.get(), Decision.LEAVE)

    assert case.state == CaseState.LEFT
    assert not queue.waiting_threads(teacher).exists()
    assert ThreadMessage.objects.seen_by(teacher).filter(thread=thread).count() == 2
