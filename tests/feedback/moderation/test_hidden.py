"""Hidden is hidden everywhere: pages, pins, the desk, queues, the API; and restored everywhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Enrolment
from feedback import find
from feedback.models import Feedback, FeedbackMarker, ModerationCase, ThreadMessage
from feedback.moderation.decisions import Decision
from feedback.services import add_marker, open_feedback, release_feedback
from practice.models import Take
from tests import factories
from tests.feedback.moderation.conftest import RUDE
from tests.feedback.moderation.helpers import decided, reported
from videos.watching.access import may_watch

HIDDEN = "An editor hid this message."
REASON = "Be kind, please."


@pytest.fixture
def hidden(message: ThreadMessage, student: User, editor: User) -> ModerationCase:
    """The teacher's answer, hidden."""
    return decided(editor, reported(student, "message", message.pk), Decision.HIDE)


@pytest.fixture
def hidden_question(question: ThreadMessage, teacher: User, editor: User) -> ModerationCase:
    """What the student wrote last, hidden."""
    return decided(editor, reported(teacher, "message", question.pk), Decision.HIDE)


@pytest.fixture
def hidden_remark(marker: FeedbackMarker, student: User, editor: User) -> ModerationCase:
    return decided(editor, reported(student, "remark", marker.uid), Decision.HIDE)


def page(client: Client, person: User, address: str) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def bubbles(html: str) -> list[str]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    return [each.get_text(strip=True) for each in soup.select(".message-item__bubble")]


def test_the_other_side_sees_a_sentence_in_its_place(
    client: Client, hidden: ModerationCase, student: User, open_take: Take
) -> None:
    html = page(client, student, open_take.get_absolute_url())

    assert bubbles(html) == [f"{RUDE}?", HIDDEN]
    assert REASON not in html
    assert reverse("feedback:report_message", args=[hidden.message_id]) not in html


def test_its_author_sees_it_with_the_reason(
    client: Client, hidden: ModerationCase, teacher: User, open_take: Take
) -> None:
    html = page(client, teacher, open_take.get_absolute_url())

    assert bubbles(html) == [f"{RUDE}?", RUDE]
    assert "An editor hid this." in html
    assert REASON in html


def test_the_courses_teacher_sees_a_students_hidden_message_as_hidden(
    client: Client, hidden_question: ModerationCase, teacher: User, student: User, open_take: Take
) -> None:
    for person in (teacher, student):
        html = page(client, person, open_take.get_absolute_url())
        assert bubbles(html) == [f"{RUDE}?"]
        assert REASON in html


def test_a_removed_message_is_left_to_its_author(
    client: Client,
    hidden_question: ModerationCase,
    editor: User,
    teacher: User,
    student: User,
    open_take: Take,
) -> None:
    decided(editor, hidden_question, Decision.REMOVE, "Once and for all.")
    address = open_take.get_absolute_url()

    assert bubbles(page(client, teacher, address)) == ["An editor removed this message."]
    html = page(client, student, address)
    assert bubbles(html) == [f"{RUDE}?"]
    assert "Once and for all." in html


def test_a_restored_message_is_as_before(
    client: Client, hidden: ModerationCase, editor: User, student: User, open_take: Take
) -> None:
    decided(editor, hidden, Decision.RESTORE)

    html = page(client, student, open_take.get_absolute_url())

    assert bubbles(html) == [f"{RUDE}?", RUDE]
    assert "An editor" not in html


def test_a_warning_is_for_the_author_alone(
    client: Client,
    message: ThreadMessage,
    student: User,
    teacher: User,
    editor: User,
    open_take: Take,
) -> None:
    decided(editor, reported(student, "message", message.pk), Decision.WARN)
    address = open_take.get_absolute_url()

    assert "An editor warns you about this." in page(client, teacher, address)
    html = page(client, student, address)
    assert RUDE in html
    assert "warns you" not in html


def test_the_desk_shows_it_as_hidden(
    client: Client, hidden_question: ModerationCase, teacher: User, open_take: Take
) -> None:
    html = page(client, teacher, reverse("feedback_desk_talk", args=[open_take.pk]))
    assert bubbles(html) == [f"{RUDE}?"]
    assert REASON in html


def test_after_a_removal_the_desk_and_the_queue_do_not_tell(
    client: Client,
    hidden_question: ModerationCase,
    editor: User,
    teacher: User,
    open_take: Take,
) -> None:
    decided(editor, hidden_question, Decision.REMOVE)

    for address in (
        reverse("feedback_desk_talk", args=[open_take.pk]),
        reverse("feedback_queue"),
        reverse("wagtailadmin_home"),
    ):
        html = page(client, teacher, address)
        assert RUDE not in html
        assert "An editor" in html


def test_a_hidden_remark_keeps_its_moment_and_its_talk(
    client: Client, hidden_remark: ModerationCase, student: User, teacher: User, open_take: Take
) -> None:
    html = page(client, student, open_take.get_absolute_url())
    assert "Hold the bow" not in html
    assert html.count("An editor hid this remark.") == 2, "in the list and on the timeline"
    assert f'id="remark-{hidden_remark.marker_uid}"' in html

    html = page(client, teacher, open_take.get_absolute_url())
    assert "Hold the bow" in html
    assert REASON in html


def test_releasing_again_does_not_show_a_hidden_remark(
    client: Client,
    hidden_remark: ModerationCase,
    marker: FeedbackMarker,
    student: User,
    teacher: User,
    open_take: Take,
) -> None:
    from feedback.services import add_marker, release_feedback

    add_marker(actor=teacher, feedback=marker.feedback, start_ms=1, text="And the elbow")
    release_feedback(actor=teacher, feedback=marker.feedback)

    html = page(client, student, open_take.get_absolute_url())

    assert "And the elbow" in html
    assert "Hold the bow" not in html


def test_the_desk_tells_the_teacher_which_remark_is_hidden(
    client: Client, hidden_remark: ModerationCase, marker: FeedbackMarker, teacher: User
) -> None:
    feedback = marker.feedback
    html = page(
        client, teacher, reverse(feedback.snippet_viewset.get_url_name("edit"), args=[feedback.pk])
    )

    assert "moderation-notes" in html
    assert REASON in html


def api(client: Client, person: User, path: str) -> Any:
    client.force_login(person)
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200
    return answer.json()


def test_the_api_leaves_out_the_words_of_a_hidden_message(
    client: Client, hidden: ModerationCase, student: User, teacher: User, open_take: Take
) -> None:
    for path in (f"clips/{open_take.pk}/threads/", f"threads/{hidden.message.thread_id}/messages/"):
        seen, own = ((_last(api(client, person, path))) for person in (student, teacher))
        assert (seen["text"], seen["is_hidden"], seen["hidden_reason"]) == ("", True, "")
        assert (own["text"], own["is_hidden"], own["hidden_reason"]) == (RUDE, True, REASON)
        assert seen["id"] == str(hidden.message_id)


def _last(answer: Any) -> Any:
    found = answer[-1]
    return found["messages"][-1] if "messages" in found else found


def test_the_api_leaves_out_the_words_of_a_hidden_remark(
    client: Client,
    hidden_remark: ModerationCase,
    marker: FeedbackMarker,
    student: User,
    teacher: User,
    open_take: Take,
) -> None:
    (seen,) = api(client, student, f"clips/{open_take.pk}/feedback/")[0]["markers"]
    assert (seen["text"], seen["is_hidden"]) == ("", True)
    (seen,) = api(client, student, f"feedback/{marker.feedback_id}/markers/")
    assert (seen["text"], seen["is_hidden"]) == ("", True)
    (own,) = api(client, teacher, f"feedback/{marker.feedback_id}/markers/")
    assert (own["text"], own["is_hidden"], own["hidden_reason"]) == ("Hold the bow", True, REASON)


def test_a_hidden_take_is_gone_from_pages_api_and_player(
    client: Client,
    open_take: Take,
    classmate: User,
    student: User,
    teacher: User,
    editor: User,
) -> None:
    case = reported(classmate, "take", open_take.pk)
    assert may_watch(classmate, open_take.asset)

    decided(editor, case, Decision.HIDE)

    client.force_login(classmate)
    assert client.get(open_take.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/clips/{open_take.pk}/").status_code == 404
    assert api(client, classmate, "clips/")["results"] == []
    assert not may_watch(classmate, open_take.asset)
    for person in (student, teacher):
        html = page(client, person, open_take.get_absolute_url())
        assert "An editor hid this." in html
        assert REASON in html
        shown = api(client, person, f"clips/{open_take.pk}/")
        assert (shown["is_hidden"], shown["is_removed"]) == (True, False)
        assert may_watch(person, open_take.asset)
    assert ">hidden</span>" in page(client, student, reverse("practice:my_practice"))


def test_a_removed_take_is_gone_for_its_teacher(
    client: Client, open_take: Take, classmate: User, teacher: User, student: User, editor: User
) -> None:
    case = reported(classmate, "take", open_take.pk)
    draft = open_feedback(actor=teacher, take=open_take)
    add_marker(actor=teacher, feedback=draft, start_ms=0, text="Slower")
    written = release_feedback(actor=teacher, feedback=draft)
    assert teacher_reads(teacher)

    decided(editor, case, Decision.REMOVE)

    assert not teacher_reads(teacher)
    assert Feedback.objects.visible_to(student).get() == written
    client.force_login(teacher)
    assert client.get(open_take.get_absolute_url()).status_code == 404
    assert client.get(reverse("feedback_desk_talk", args=[open_take.pk])).status_code == 404
    assert not may_watch(teacher, open_take.asset)
    assert not find.takes_of(teacher).exists()
    answer = client.get(reverse("feedback_desk", args=[open_take.pk]), follow=True)
    assert "An editor has removed this take." in answer.content.decode()
    assert "An editor removed this." in page(client, student, open_take.get_absolute_url())


def teacher_reads(teacher: User) -> bool:
    seen = Feedback.objects.visible_to(teacher) | Feedback.objects.writable_by(teacher)
    return seen.exists()


def test_a_hidden_name_is_shown_nowhere(
    client: Client,
    message: ThreadMessage,
    student: User,
    teacher: User,
    editor: User,
    open_take: Take,
    django_assert_num_queries: Any,
) -> None:
    decided(editor, reported(student, "name", teacher.pk), Decision.HIDE)

    html = page(client, student, open_take.get_absolute_url())
    assert "Name hidden" in html
    assert "Teacher" not in html
    assert _last(api(client, student, f"clips/{open_take.pk}/threads/"))["author"]["name"] == (
        "Name hidden"
    )
    html = page(client, User.objects.get(pk=teacher.pk), reverse("accounts:profile"))
    assert "An editor has hidden your name" in html


def test_hiding_costs_no_query_per_message(
    client: Client, open_take: Take, student: User, teacher: User, editor: User
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    thread = factories.PracticeThreadFactory(take=open_take, started_by=student)
    client.force_login(student)

    def count() -> int:
        answer = factories.ThreadMessageFactory(thread=thread, author=teacher, text=RUDE)
        decided(editor, reported(student, "message", answer.pk), Decision.HIDE)
        client.get(open_take.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(open_take.get_absolute_url())
        return len(asked)

    first = count()
    count()
    assert count() == first


def test_a_student_who_left_the_class_still_sees_why(
    client: Client, open_take: Take, classmate: User, student: User, editor: User
) -> None:
    decided(editor, reported(classmate, "take", open_take.pk), Decision.HIDE)
    Enrolment.objects.filter(user=student).delete()

    assert REASON in page(client, student, open_take.get_absolute_url())
