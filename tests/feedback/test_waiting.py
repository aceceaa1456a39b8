"""Conversations waiting for a teacher: who sees them, where, and until when."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from feedback import queue
from feedback.models import Feedback, PracticeThread, ThreadMessage
from feedback.services import open_feedback, post_message, start_thread, take_back_feedback
from practice.models import Take
from practice.services import withdraw_take
from tests import factories
from tests.feedback.helpers import released
from tests.migrations import run
from tests.security.payloads import PAYLOADS

FEEDBACK_LIST = "/admin/snippets/feedback/feedback/"


def asked(take: Take, text: str = "Is this too fast?", **about: Any) -> PracticeThread:
    return start_thread(actor=take.student, take=take, text=text, **about)


def asked_of_new_take(exercise: Any, text: str = "And this?") -> PracticeThread:
    return asked(factories.TakeFactory(exercise=exercise), text)


def answers(user: User) -> int:
    return queue.count_waiting(user).threads


def settle(client: Client, thread: PracticeThread, read_to: Any = None, **more: str) -> Any:
    last = read_to or thread.messages.last().pk
    return client.post(reverse("feedback:settle", args=[thread.pk]), {"read_to": str(last), **more})


def test_a_question_waits_until_a_teacher_answers(take: Take, teacher: User, student: User) -> None:
    thread = asked(take)
    assert answers(teacher) == 1

    post_message(actor=teacher, thread=thread, text="A little.")
    assert answers(teacher) == 0

    post_message(actor=student, thread=thread, text="Thank you. And here?")
    post_message(actor=student, thread=thread, text="Or there?")
    assert answers(teacher) == 1


def test_it_waits_since_the_first_message_without_an_answer(take: Take, student: User) -> None:
    thread = asked(take)
    since = PracticeThread.objects.get().waiting_since

    post_message(actor=student, thread=thread, text="Hello?")

    assert PracticeThread.objects.get().waiting_since == since


def test_a_conversation_started_by_a_teacher_does_not_wait(take: Take, teacher: User) -> None:
    start_thread(actor=teacher, take=take, text="Well done!")

    assert answers(teacher) == 0


@pytest.mark.parametrize(
    ("name", "count"), [("teacher", 1), ("admin", 1), ("other_teacher", 0), ("student", 0)]
)
def test_it_waits_for_the_teachers_of_the_course(
    take: Take, name: str, count: int, request: pytest.FixtureRequest
) -> None:
    asked(take)

    assert answers(request.getfixturevalue(name)) == count


def test_a_second_teacher_of_the_course_sees_it_and_may_answer(
    take: Take, teacher: User, other_teacher: User
) -> None:
    take.course.teachers.add(other_teacher)
    take.course.save()
    thread = asked(take)
    assert answers(other_teacher) == 1

    post_message(actor=other_teacher, thread=thread, text="No.")

    assert answers(teacher) == 0


def test_nobody_waits_for_themselves(exercise: Any, teacher: User, admin: User) -> None:
    asked(factories.TakeFactory(exercise=exercise, student=teacher))

    assert (answers(teacher), answers(admin)) == (0, 1)


def test_conversations_on_a_withdrawn_take_do_not_wait(
    take: Take, teacher: User, student: User
) -> None:
    asked(take)
    withdraw_take(actor=student, take=take)

    assert answers(teacher) == 0


def test_conversations_about_a_remark_taken_back_do_not_wait(take: Take, teacher: User) -> None:
    feedback = released(take, teacher, "Slower")
    asked(take, marker_uid=feedback.markers.get().uid)
    assert answers(teacher) == 1

    take_back_feedback(actor=teacher, feedback=feedback)

    assert answers(teacher) == 0


def test_the_counts_in_words() -> None:
    words = [queue.Waiting(takes, more).words for takes, more in ((7, 3), (1, 1), (2, 0), (0, 1))]

    both, one_each = "7 takes, 3 conversations", "1 take, 1 conversation"
    assert words == [both, one_each, "2 takes", "1 conversation"]


@pytest.mark.parametrize("address", ["wagtailadmin_home", "feedback_queue"])
def test_the_admin_shows_how_much_is_waiting(
    client: Client, take: Take, teacher: User, address: str
) -> None:
    thread = asked(take, "Is <b>this</b> right?")
    client.force_login(teacher)

    page = client.get(reverse(address)).content.decode()

    assert "&quot;data-waiting&quot;: &quot;2&quot;" in page or '"data-waiting": "2"' in page
    assert "1 take, 1 conversation" in page
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in page
    assert f"{reverse('feedback_desk', args=[take.pk])}#thread-{thread.pk}" in page
    assert f"{take.get_absolute_url()}#thread-{thread.pk}" in page


def test_the_sites_home_shows_it_only_to_teachers(
    client: Client, take: Take, teacher: User, student: User
) -> None:
    asked(take)
    for person, is_shown in ((teacher, True), (student, False)):
        client.force_login(person)
        page = client.get("/").content.decode()
        assert ("Waiting for you: 1 take, 1 conversation" in page) is is_shown


def test_the_queue_filters_conversations_like_takes(
    client: Client, take: Take, teacher: User
) -> None:
    asked(take)
    elsewhere = factories.ExerciseFactory(parent=take.exercise.get_parent(), owner=teacher)
    other = asked_of_new_take(elsewhere)
    client.force_login(teacher)

    page = client.get(reverse("feedback_queue"), {"exercise": str(elsewhere.uid)})

    assert list(page.context["threads"]) == [other]


def test_the_queue_pages_conversations_separately(
    client: Client, exercise: Any, teacher: User
) -> None:
    threads = [asked_of_new_take(exercise) for _ in range(21)]
    client.force_login(teacher)

    page = client.get(reverse("feedback_queue"), {"talks": "2"})

    assert list(page.context["threads"]) == threads[20:]
    assert page.context["page_obj"].number == 1


def test_the_list_of_feedback_shows_what_to_answer(
    client: Client, take: Take, teacher: User
) -> None:
    released(take, teacher)
    asked(take)
    asked(take)
    client.force_login(teacher)

    assert "2 to answer" in client.get(FEEDBACK_LIST).content.decode()


@pytest.mark.parametrize(
    "address", [reverse("feedback_queue"), "/admin/", FEEDBACK_LIST, "/", "/admin/account/"]
)
def test_pages_need_no_more_queries_for_three_than_for_one(
    client: Client, exercise: Any, teacher: User, address: str
) -> None:
    def one_more() -> None:
        thread = asked_of_new_take(exercise)
        released(thread.take, teacher)

    one_more()
    client.force_login(teacher)
    client.get(address)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            one_more()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_badge_is_one_query(
    exercise: Any, teacher: User, django_assert_num_queries: Any
) -> None:
    asked_of_new_take(exercise)
    assert teacher.role_names, "known of whoever asks for a page"

    with django_assert_num_queries(1):
        assert queue.count_waiting(teacher) == queue.Waiting(takes=1, threads=1)


def test_the_desk_needs_no_more_queries_for_three_conversations(
    client: Client, take: Take, teacher: User
) -> None:
    feedback = released(take, teacher, "One", "Two", "Three")
    uids = list(feedback.markers.values_list("uid", flat=True))
    desk = reverse(feedback.snippet_viewset.get_url_name("edit"), args=[feedback.pk])
    client.force_login(teacher)
    counts = []
    for uid in uids[:1], uids[1:]:
        for each in uid:
            asked(take, marker_uid=each)
        client.get(desk)
        with CaptureQueriesContext(connection) as queries:
            client.get(desk)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_desk_shows_every_conversation_of_its_take(
    client: Client, take: Take, teacher: User, other_teacher: User
) -> None:
    """Those about a colleague's remark too: whoever answers needs the context."""
    take.course.teachers.add(other_teacher)
    take.course.save()
    theirs = released(take, other_teacher, "Their remark")
    segment = factories.VideoSegmentFactory(take=take)
    threads = [
        asked(take, "Whole"),
        asked(take, "Moment", at_ms=2000),
        asked(take, "Segment", segment=segment),
        asked(take, "Remark", marker_uid=theirs.markers.get().uid),
    ]
    client.force_login(teacher)

    page = client.get(reverse("feedback_desk", args=[take.pk]), follow=True).content.decode()

    for thread in threads:
        assert f'id="{thread.place}"' in page
        assert thread.messages.get().text in page
        assert reverse("feedback:messages", args=[thread.pk]) in page
    assert "Their remark" in page
    assert take.get_absolute_url() in page


def test_messages_are_escaped_on_the_desk_and_in_the_queue(
    client: Client, take: Take, teacher: User
) -> None:
    for payload in PAYLOADS:
        asked(take, payload.replace("\0", ""))
    client.force_login(teacher)

    for address in (reverse("feedback_desk", args=[take.pk]), reverse("feedback_queue"), "/admin/"):
        page = client.get(address, follow=True).content.decode()
        for mark in ("<script>pwn", "<img src=x", "<svg onload", "<iframe src", "<xss-pwn"):
            assert mark not in page


def test_a_reply_from_the_desk_returns_to_it(client: Client, take: Take, teacher: User) -> None:
    thread = asked(take)
    url = reverse("feedback:messages", args=[thread.pk])
    client.force_login(teacher)

    response = client.post(url, {"text": "Yes", "page": "desk"})
    desk = f"{reverse('feedback_desk', args=[take.pk])}#{thread.place}"
    assert response["Location"] == desk

    response = client.post(
        url, {"text": "Yes", "page": "desk"}, headers={"accept": "application/json"}
    )
    fragment = client.get(response.json()["url"]).content.decode()
    assert f'id="{response.json()["place"]}"' in fragment
    assert fragment.count("Yes") == 2


@pytest.mark.parametrize("name", ["student", "stranger", "other_teacher", "editor"])
def test_the_desks_conversations_are_only_for_teachers_of_the_course(
    client: Client, take: Take, name: str, request: pytest.FixtureRequest
) -> None:
    asked(take, "A secret question")
    client.force_login(request.getfixturevalue(name))

    response = client.get(reverse("feedback_desk_talk", args=[take.pk]))

    assert response.status_code == (403 if name in ("student", "stranger") else 404)
    assert "A secret question" not in response.content.decode()


def test_a_teacher_marks_that_no_answer_is_needed(
    client: Client, take: Take, teacher: User, student: User
) -> None:
    thread = asked(take, "Thank you!")
    client.force_login(teacher)

    settle(client, thread)
    assert answers(teacher) == 0
    assert ThreadMessage.objects.count() == 1
    settle(client, thread)

    post_message(actor=student, thread=thread, text="One more thing")
    assert answers(teacher) == 1


@pytest.mark.parametrize("read_to", ["first", "", "no-uuid"])
def test_unread_messages_are_not_settled(
    client: Client, take: Take, teacher: User, student: User, read_to: str
) -> None:
    thread = asked(take, "Thank you!")
    first = thread.messages.get().pk
    post_message(actor=student, thread=thread, text="But why?")
    client.force_login(teacher)

    response = settle(client, thread, read_to=first if read_to == "first" else read_to or "x")

    assert answers(teacher) == 1
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("student", 404),
        ("classmate", 404),
        ("stranger", 404),
        ("other_teacher", 404),
        ("editor", 404),
    ],
)
def test_only_teachers_of_the_course_settle(
    client: Client, take: Take, teacher: User, name: str, status: int, request: Any
) -> None:
    thread = asked(take)
    client.force_login(request.getfixturevalue(name))

    assert settle(client, thread).status_code == status
    assert answers(teacher) == 1


def test_seen_is_not_answered(client: Client, take: Take, teacher: User, student: User) -> None:
    thread = asked(take)
    client.force_login(student)
    client.get(take.get_absolute_url())
    assert PracticeThread.objects.get().seen_at is None

    client.force_login(teacher)
    client.get(take.get_absolute_url())
    assert PracticeThread.objects.get().seen_at is not None
    assert answers(teacher) == 1

    post_message(actor=student, thread=thread, text="Hello?")
    assert PracticeThread.objects.get().seen_at is None


def test_the_desk_and_a_remark_on_the_takes_page_count_as_seen(
    client: Client, take: Take, teacher: User
) -> None:
    uid = released(take, teacher).markers.get().uid
    thread = asked(take, marker_uid=uid)
    client.force_login(teacher)
    for address in (take.get_absolute_url(), reverse("feedback_desk", args=[take.pk])):
        PracticeThread.objects.update(seen_at=None)
        client.get(address, follow=True)
        thread.refresh_from_db()
        assert thread.seen_at is not None


def test_opening_conversations_creates_no_feedback(
    client: Client, take: Take, teacher: User
) -> None:
    asked(take)
    client.force_login(teacher)

    client.get(reverse("feedback_desk_talk", args=[take.pk]))

    assert not Feedback.objects.exists()


def test_the_migration_finds_conversations_that_wait(
    take: Take, teacher: User, student: User
) -> None:
    """Those in which the student wrote last wait, since that message."""
    waiting, done = asked(take), asked(take)
    post_message(actor=teacher, thread=waiting, text="Yes.")
    last = post_message(actor=student, thread=waiting, text="Why?")
    post_message(actor=teacher, thread=done, text="Yes.")
    PracticeThread.objects.update(waiting_since=None)

    run("feedback", "0004_conversations_that_wait", "who_waits")

    assert PracticeThread.objects.get(pk=waiting.pk).waiting_since == last.created_at
    assert PracticeThread.objects.get(pk=done.pk).waiting_since is None


def test_the_takes_page_and_the_desk_link_to_each_other(
    client: Client, take: Take, teacher: User
) -> None:
    desk = reverse("feedback_desk", args=[take.pk])
    client.force_login(teacher)

    assert desk in client.get(take.get_absolute_url()).content.decode()
    assert f'href="{take.get_absolute_url()}"' in client.get(desk, follow=True).content.decode()


def test_an_empty_draft_stays_empty(take: Take, teacher: User) -> None:
    """Conversations are not part of the feedback and never saved in a version."""
    feedback = open_feedback(actor=teacher, take=take)
    asked(take)

    assert not feedback.says_something
