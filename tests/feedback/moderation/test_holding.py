"""Hold rules: such messages wait, seen by their author and by editors alone, until let through."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events.models import Event
from feedback import queue
from feedback.models import (
    CaseState,
    FeedbackMarker,
    HeldFor,
    HoldRule,
    ModerationCase,
    PracticeThread,
    ThreadMessage,
)
from feedback.moderation import subjects
from feedback.moderation.admin.rules import HoldRuleForm
from feedback.moderation.decisions import Decision
from feedback.services import post_message, settle_thread, start_thread
from practice.models import Take
from tests import factories
from tests.feedback.moderation.helpers import decided

NOTE = "This waits for an editor."


def rule(take: Take, **given: Any) -> HoldRule:
    return HoldRule.objects.create(course=take.course, **given)


@pytest.fixture
def held(open_take: Take, student: User) -> ThreadMessage:
    """The student's first message, about a moment."""
    rule(open_take, first_posts=1)
    thread = start_thread(actor=student, take=open_take, text="My first words", at_ms=3000)
    return thread.messages.get()


@pytest.mark.parametrize(
    ("given", "text", "why"),
    [
        ({}, "Anything", None),
        ({"first_posts": 1}, "Anything", HeldFor.FIRST),
        ({"links": True}, "See https://spam.example", HeldFor.LINK),
        ({"links": True}, "See www.spam.example", HeldFor.LINK),
        ({"links": True}, "No link here.", None),
        ({"words": "goose\nold crow"}, "You GOOSE!", HeldFor.WORD),
        ({"words": "goose\nold crow"}, "an old  crow", HeldFor.WORD),
        ({"words": "goose\nold crow"}, "gooseberry, crow", None),
        ({"words": "\n \n"}, "Anything", None),
        ({"words": "(.*"}, "Anything", None),
        ({"words": "Straße"}, "STRASSE", HeldFor.WORD),
    ],
)
def test_what_a_rule_holds(given: dict[str, Any], text: str, why: HeldFor | None) -> None:
    assert HoldRule(**given).holds(text, 0) == why


def test_a_held_message_is_seen_by_its_author_and_editors_alone(
    client: Client, held: ThreadMessage, open_take: Take, request: pytest.FixtureRequest
) -> None:
    case = ModerationCase.objects.get()
    assert (case.state, case.is_open, case.held_for, case.report_count) == (
        CaseState.HELD,
        True,
        HeldFor.FIRST,
        0,
    )
    for name, sees in {"student": True, "teacher": False, "editor": True, "admin": True}.items():
        client.force_login(request.getfixturevalue(name))
        html = client.get(open_take.get_absolute_url()).content.decode()
        assert ("My first words" in html) is (NOTE in html) is sees, name
        threads = client.get(f"/api/v1/clips/{open_take.pk}/threads/").json()
        assert [one["messages"][0]["is_held"] for one in threads] == [True] * sees, name
        address = f"/api/v1/threads/{held.thread_id}/messages/"
        assert client.get(address).status_code == (200 if sees else 404), name
    for name in ("stranger", "classmate", "other_teacher"):
        person = request.getfixturevalue(name)
        assert not PracticeThread.objects.visible_to(person).exists()


def test_it_waits_for_no_teacher_and_nobody_hears_of_it(held: ThreadMessage, teacher: User) -> None:
    assert not queue.waiting_threads(teacher).exists()
    assert not Event.objects.filter(verb="feedback.message_posted").exists()
    assert Event.objects.filter(verb="feedback.message_held").count() == 1
    assert subjects.message(teacher, held.pk) is None
    assert subjects.name(teacher, held.thread.take.student_id) is not None, "by the take"


def test_let_through_it_is_as_if_posted_now(
    held: ThreadMessage, teacher: User, student: User, editor: User
) -> None:
    decided(editor, ModerationCase.objects.get(), Decision.LEAVE)

    assert PracticeThread.objects.visible_to(teacher).get() == held.thread
    assert queue.waiting_threads(teacher).get() == held.thread
    event = Event.objects.get(verb="feedback.message_posted")
    assert (event.object_id, event.actor) == (str(held.pk), student)
    post_message(actor=student, thread=held.thread, text="My second words")
    assert ModerationCase.objects.count() == 1, "only the first one was held"


def test_what_is_hidden_from_the_beginning_is_heard_of_only_when_restored(
    held: ThreadMessage, teacher: User, editor: User
) -> None:
    case = decided(editor, ModerationCase.objects.get(), Decision.HIDE)
    assert not PracticeThread.objects.visible_to(teacher).exists()
    assert not Event.objects.filter(verb="feedback.message_posted").exists()

    decided(editor, case, Decision.RESTORE)
    assert PracticeThread.objects.visible_to(teacher).exists()

    decided(editor, case, Decision.HIDE)
    decided(editor, case, Decision.RESTORE)
    assert Event.objects.filter(verb="feedback.message_posted").count() == 1


def test_a_held_message_in_a_conversation_leaves_no_gap(
    client: Client, open_take: Take, student: User, teacher: User
) -> None:
    thread = start_thread(actor=teacher, take=open_take, text="How was it?")
    rule(open_take, words="goose")
    message = post_message(actor=student, thread=thread, text="You goose")
    client.force_login(teacher)

    for address in (
        open_take.get_absolute_url(),
        f"{open_take.get_absolute_url()}?message={message.pk}",
        reverse("feedback_desk_talk", args=[open_take.pk]),
        reverse("feedback_queue"),
    ):
        html = client.get(address).content.decode()
        assert "You goose" not in html
        assert str(message.pk) not in html.replace(f"?message={message.pk}", "")
    thread.refresh_from_db()
    assert not thread.is_waiting


def test_an_unseen_message_does_not_hinder_settling(
    open_take: Take, student: User, teacher: User
) -> None:
    thread = start_thread(actor=student, take=open_take, text="How was it?")
    seen = thread.messages.get()
    rule(open_take, words="goose")
    post_message(actor=student, thread=thread, text="You goose")

    settle_thread(actor=teacher, thread=thread, read_to=seen.pk)

    thread.refresh_from_db()
    assert not thread.is_waiting


def test_a_teachers_answer_opens_a_held_conversation_about_a_remark(
    marker: FeedbackMarker, student: User, teacher: User, open_take: Take
) -> None:
    rule(open_take, first_posts=1)
    start_thread(actor=student, take=open_take, text="Why?", marker_uid=marker.uid)
    assert not PracticeThread.objects.visible_to(teacher).exists()

    thread = start_thread(actor=teacher, take=open_take, text="Look", marker_uid=marker.uid)

    assert PracticeThread.objects.visible_to(teacher).get() == thread
    seen = ThreadMessage.objects.seen_by(teacher).filter(thread=thread)
    assert [message.text for message in seen] == ["Look"]


def test_teachers_are_never_held(open_take: Take, teacher: User) -> None:
    rule(open_take, first_posts=5, words="goose", links=True)

    start_thread(actor=teacher, take=open_take, text="goose https://example.com")

    assert not ModerationCase.objects.exists()


def test_an_editor_writes_a_rule(client: Client, editor: User, course: Any) -> None:
    client.force_login(editor)

    for given in ({"first_posts": "2", "words": "goose"}, {"first_posts": "3", "links": "on"}):
        known = HoldRule.objects.first()
        address = (
            reverse("hold-rules:edit", args=[known.pk]) if known else reverse("hold-rules:add")
        )
        answer = client.post(address, {"course": course.pk, **given})
        assert answer.status_code == 302

    found = HoldRule.objects.get()
    assert (found.course_key, found.first_posts, found.words, found.links) == (
        course.translation_key,
        3,
        "",
        True,
    )


def test_a_course_has_one_rule_in_all_its_languages(course: Any) -> None:
    HoldRule.objects.create(course=course, course_key=course.translation_key)
    form = HoldRuleForm({"course": course.pk, "first_posts": "1"}, instance=HoldRule())

    assert not form.is_valid()
    form.cleaned_data = {"course": course}
    with pytest.raises(ValidationError, match="has a rule already"):
        form.clean_course()


@pytest.mark.parametrize("name", ["teacher", "other_teacher"])
def test_rules_are_for_editors(
    client: Client, course: Any, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    known = HoldRule.objects.create(course=course)

    client.post(reverse("hold-rules:edit", args=[known.pk]), {"course": course.pk, "links": "on"})
    client.post(reverse("hold-rules:delete", args=[known.pk]))

    assert not HoldRule.objects.get().links


def test_the_queue_says_why_it_waits(client: Client, held: ThreadMessage, editor: User) -> None:
    client.force_login(editor)
    case = ModerationCase.objects.get()

    assert "held for one of their first messages" in " ".join(
        client.get("/admin/moderation/").content.decode().split()
    )
    html = client.get(reverse("moderation:inspect", args=[case.pk])).content.decode()
    assert "Let it through" in html
    assert 'value="warn"' not in html


def test_the_list_of_rules_takes_the_same_number_of_queries_for_one_and_three(
    client: Client, editor: User
) -> None:
    client.force_login(editor)

    def count(courses: int) -> int:
        for _ in range(courses):
            HoldRule.objects.create(course=factories.CourseFactory())
        client.get(reverse("hold-rules:index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("hold-rules:index"))
        return len(asked)

    assert count(1) == count(2)
