"""Long conversations are paged, and posting is rate-limited."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.errors import Refusal
from feedback.models import MESSAGES_SHOWN, PracticeThread, ThreadMessage
from feedback.services import post_message, start_thread
from feedback.shown import THREADS_A_PAGE
from practice.models import Take, TakeStatus
from practice.services import make_segment
from tests import factories
from tests.feedback.helpers import released

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_student(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


def talk(take: Take, count: int, **about: Any) -> PracticeThread:
    """A conversation of messages named 1, 2, 3, …, a minute apart."""
    thread = PracticeThread.objects.create(take=take, started_by=take.student, **about)
    begun = timezone.now() - timedelta(days=9)
    rows = [
        ThreadMessage(thread=thread, author=take.student, text=f"[{number}]")
        for number in range(1, count + 1)
    ]
    for number, message in enumerate(ThreadMessage.objects.bulk_create(rows)):
        at = begun + timedelta(minutes=number)
        ThreadMessage.objects.filter(pk=message.pk).update(created_at=at)
    return thread


def page(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def shown(soup: BeautifulSoup) -> list[str]:
    return [each.get_text(strip=True) for each in soup.select(".message-item__bubble")]


def words(first: int, last: int) -> list[str]:
    return [f"[{number}]" for number in range(first, last + 1)]


@pytest.mark.parametrize("count", [1, MESSAGES_SHOWN])
def test_a_short_conversation_is_shown_whole(as_student: Client, take: Take, count: int) -> None:
    talk(take, count)
    soup = page(as_student, take.get_absolute_url())

    assert shown(soup) == words(1, count)
    assert "Earlier messages" not in soup.get_text()


def test_a_long_conversation_starts_with_the_newest_messages(
    as_student: Client, take: Take
) -> None:
    talk(take, 50)
    address = take.get_absolute_url()
    soup = page(as_student, address)
    assert shown(soup) == words(31, 50)

    back = soup.find("a", string="Earlier messages")
    soup = page(as_student, f"{address}{back['href']}")
    assert shown(soup) == words(11, 30)
    back = soup.find("a", string="Earlier messages")
    soup = page(as_student, f"{address}{back['href']}")
    assert shown(soup) == words(1, 10)
    assert soup.find("a", string="Earlier messages") is None
    home = soup.find("a", string="Newest messages")
    assert shown(page(as_student, f"{address}{home['href']}")) == words(31, 50)


def test_a_link_to_an_old_message_shows_it(as_student: Client, take: Take) -> None:
    thread = talk(take, 60)
    old = thread.messages.get(text="[7]")
    soup = page(as_student, f"{take.get_absolute_url()}?message={old.pk}")

    assert soup.find(id=f"message-{old.pk}") is not None


def test_a_conversation_about_a_remark_is_paged_too(
    as_student: Client, take: Take, teacher: User
) -> None:
    marker = released(take, teacher).markers.get()
    thread = talk(take, 30, marker_uid=marker.uid)
    old = thread.messages.get(text="[2]")

    assert shown(page(as_student, take.get_absolute_url())) == words(11, 30)
    soup = page(as_student, f"{take.get_absolute_url()}?message={old.pk}")
    assert shown(soup) == words(1, 2)


@pytest.mark.parametrize("odd", ["abc", "00000000-0000-4000-8000-000000000000", "%00", "9" * 40])
def test_odd_links_show_the_newest(as_student: Client, take: Take, odd: str) -> None:
    talk(take, 3)
    response = as_student.get(f"{take.get_absolute_url()}?message={odd}&talks={odd}")

    assert response.status_code in (200, 400)


def test_many_conversations_are_paged_without_more_queries(as_student: Client, take: Take) -> None:
    first = talk(take, 2)
    PracticeThread.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=9))
    address = take.get_absolute_url()
    as_student.get(address)
    with CaptureQueriesContext(connection) as one:
        as_student.get(address)
    for _ in range(THREADS_A_PAGE + 5):
        talk(take, 3)
    with CaptureQueriesContext(connection) as many:
        soup = page(as_student, address)
    assert len(many) == len(one)
    assert len(soup.select("conversation-thread.thread")) == THREADS_A_PAGE
    assert soup.find(id=f"thread-{first.pk}") is None

    back = soup.find("a", string="Earlier conversations")
    assert page(as_student, f"{address}{back['href']}").find(id=f"thread-{first.pk}") is not None
    old = first.messages.first()
    assert page(as_student, f"{address}?message={old.pk}").find(id=f"message-{old.pk}") is not None


def test_the_api_returns_the_newest_messages_and_those_before(
    as_student: Client, take: Take
) -> None:
    thread = talk(take, 170)
    [row] = as_student.get(f"/api/v1/clips/{take.pk}/threads/").json()
    assert [message["text"] for message in row["messages"]] == words(151, 170)
    assert row["has_earlier"] is True

    address = f"/api/v1/threads/{thread.pk}/messages/"
    newest = as_student.get(address).json()
    before = as_student.get(f"{address}?before={newest[0]['id']}").json()
    assert [message["text"] for message in newest] == words(71, 170)
    assert [message["text"] for message in before] == words(1, 70)
    assert as_student.get(f"{address}?before={before[0]['id']}").json() == []
    for odd in ["abc", "00000000-0000-4000-8000-000000000000"]:
        assert as_student.get(f"{address}?before={odd}").status_code == 404


def test_the_api_returns_the_newest_conversations_first(as_student: Client, take: Take) -> None:
    made = [str(talk(take, 1).pk) for _ in range(103)]
    address = f"/api/v1/clips/{take.pk}/threads/"
    newest = [row["id"] for row in as_student.get(address).json()]
    before = [row["id"] for row in as_student.get(f"{address}?before={newest[0]}").json()]

    assert newest == made[3:]
    assert before == made[:3]


@pytest.fixture
def ready_take(ready_asset: Any, student: User, exercise: Any) -> Take:
    return factories.TakeFactory(
        student=student, exercise=exercise, status=TakeStatus.SUBMITTED, asset=ready_asset(student)
    )


@pytest.fixture
def slow(settings: Any) -> None:
    cache.clear()
    settings.MESSAGES_A_MINUTE = settings.SEGMENTS_A_MINUTE = settings.SEARCHES_A_MINUTE = 3


@pytest.mark.usefixtures("slow")
def test_posting_is_rate_limited_everywhere(
    as_student: Client, student: User, teacher: User, take: Take
) -> None:
    thread = start_thread(actor=student, take=take, text="1")
    post_message(actor=student, thread=thread, text="2")
    as_student.post(f"/threads/{thread.pk}/messages/", {"text": "3"})
    scripts = {"Accept": "application/json"}
    told = [
        as_student.post(f"/threads/{thread.pk}/messages/", {"text": "4"}, headers=scripts),
        as_student.post(f"/takes/{take.pk}/threads/", {"text": "4"}, headers=scripts),
    ]
    told += [
        as_student.post(address, {"text": "4"}, content_type="application/json")
        for address in (
            f"/api/v1/threads/{thread.pk}/messages/",
            f"/api/v1/clips/{take.pk}/threads/",
        )
    ]

    for answer in told:
        assert answer.status_code == 429
        assert answer.json()["error"]["code"] == "too_fast"
        assert "Wait a moment" in answer.json()["error"]["message"]
        assert 0 < int(answer["Retry-After"]) <= 60
    assert ThreadMessage.objects.count() == 3
    post_message(actor=teacher, thread=thread, text="Others go on")


@pytest.mark.usefixtures("slow")
def test_empty_messages_do_not_count_towards_the_limit(student: User, take: Take) -> None:
    for _ in range(9):
        with pytest.raises(Refusal, match="Write something"):
            start_thread(actor=student, take=take, text=" ")
    start_thread(actor=student, take=take, text="Now")


@pytest.mark.usefixtures("slow")
def test_segments_and_searches_are_rate_limited(
    as_student: Client, student: User, ready_take: Take
) -> None:
    for number in range(3):
        make_segment(actor=student, take=ready_take, start_ms=number, end_ms=700 + number)
    with pytest.raises(Refusal) as refused:
        make_segment(actor=student, take=ready_take, start_ms=9, end_ms=800)
    assert (refused.value.code, refused.value.status) == ("too_fast", 429)

    answers = [as_student.get("/search/?q=bow") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Wait a moment" in answers[-1].content.decode()
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "Retry-After" not in answers[0]
