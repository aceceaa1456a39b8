"""One mechanism for every limit on how often something may be done."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import rates
from core.errors import Refusal
from feedback.models import ThreadMessage
from feedback.services import start_thread
from practice.models import Take
from tests.at_once import at_once
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def slow(settings: Any) -> None:
    cache.clear()
    settings.MESSAGES_A_MINUTE = settings.REPORTS_AN_HOUR = settings.UPLOADS_A_MINUTE = 3
    settings.INVITATIONS_AN_HOUR = 10


def told(*args: Any, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        rates.take(*args, **given)
    assert (refused.value.code, refused.value.status) == ("too_fast", 429)
    return refused.value


def test_each_person_has_their_own_count(student: User, classmate: User) -> None:
    for _ in range(3):
        rates.take("posts", student)
    refusal = told("posts", student)
    assert "Wait a moment, then send this one again" in str(refusal.message)
    assert 0 < int(refusal.headers["Retry-After"]) <= 60
    rates.take("posts", classmate)
    rates.take("reports", student)


def test_long_waits_are_told_in_minutes(student: User) -> None:
    for _ in range(3):
        rates.take("reports", student)
    refusal = told("reports", student)
    assert str(refusal.message).endswith("Try again in 60 minutes.")
    assert 3590 < int(refusal.headers["Retry-After"]) <= 3600


def test_several_at_once_are_all_taken_or_none(student: User) -> None:
    rates.take("invitations", student, count=8)
    told("invitations", student, count=3)
    rates.take("invitations", student, count=2)
    told("invitations", student)


def test_a_window_ends(student: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "limit", lambda name, key: rates.Limit(key, 1, 1))
    rates.take("posts", student)
    told("posts", student)
    time.sleep(1.1)
    rates.take("posts", student)


def test_zero_is_no_limit(student: User, settings: Any) -> None:
    settings.REPORTS_AN_HOUR = 0
    for _ in range(50):
        rates.take("reports", student)


def test_every_line_of_the_table_has_a_knob_and_words(settings: Any) -> None:
    for name in settings.RATES:
        line = rates.limit(name, "key")
        assert line.tries >= 0
        assert line.seconds > 0
    assert set(settings.RATES) - set(rates.WORDS) == {
        "logins", "logins_of_account", "logins_at_place",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_pass_as_may(student: User) -> None:
    answers = at_once(*[lambda: rates.take("posts", student)] * 20)
    assert answers.count("too_fast") == 17


def test_no_key_tells_whose_it_is(student: User) -> None:
    rates.take("posts", student)
    if isinstance(getattr(cache, "_cache", None), dict):
        keys = list(cache._cache)
    else:
        keys = [str(key) for key in cache._cache.get_client(None).scan_iter("*")]
    assert keys
    assert not [key for key in keys if str(student.pk) in key or student.pk.hex in key]


def test_a_refused_message_comes_back_with_its_words(
    client: Client, student: User, take: Take
) -> None:
    for number in range(3):
        start_thread(actor=student, take=take, text=str(number))
    client.force_login(student)
    text = "Is <b>this</b>\nbetter?"
    answer = client.post(f"/takes/{take.pk}/threads/", {"text": text, "at_ms": "500"})

    page = answer.content.decode()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "You have sent too many messages in one minute" in page
    assert "Is &lt;b&gt;this&lt;/b&gt;\nbetter?</textarea>" in page
    assert '<input type="hidden" name="at_ms" value="500">' in page
    assert f'action="/takes/{take.pk}/threads/"' in page
    assert f'href="{take.get_absolute_url()}#conversations"' in page
    assert ThreadMessage.objects.count() == 3


def test_uploads_are_limited_over_the_api(client: Client, student: User, exercise: Any) -> None:
    client.force_login(student)
    body = {"exercise": str(exercise.uid), "filename": "take.mp4", "size_bytes": 5}
    answers = [
        client.post("/api/v1/uploads/", body, content_type="application/json") for _ in range(4)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].json()["error"]["code"] == "too_fast"
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_tokens_are_limited_per_person_and_per_place(
    client: Client, student: User, classmate: User, settings: Any
) -> None:
    settings.TOKENS_A_MINUTE, settings.TOKEN_REQUESTS_A_MINUTE = 2, 4

    def ask(person: User, **meta: Any) -> Any:
        body = {"email": person.email, "password": PASSWORD}
        url = "/api/v1/auth/token/"
        return client.post(url, body, content_type="application/json", **meta)

    assert [ask(student).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(classmate).status_code == 200
    refused = ask(classmate)
    assert refused.status_code == 429
    assert "from here in one minute. Try again in 1 minute." in refused.json()["error"]["message"]
    assert ask(classmate, REMOTE_ADDR="198.51.100.9").status_code == 200


def test_the_schema_tells_of_the_limits(client: Client) -> None:
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    paths = schema.json()["paths"]
    for path in ("/uploads/", "/auth/token/", "/threads/{thread_id}/messages/"):
        told = paths[f"/api/v1{path}"]["post"]["responses"]["429"]
        assert "Retry-After" in told["description"]
        assert "application/json" in told["content"]
    assert "413" in paths["/api/v1/uploads/"]["post"]["responses"]


def test_a_refused_segment_stays_in_its_form(
    client: Client, student: User, take: Take, settings: Any, ready_asset: Any
) -> None:
    settings.SEGMENTS_A_MINUTE = 1
    take.asset = ready_asset(student)
    take.save(update_fields=["asset"])
    client.force_login(student)
    url = f"/practice/takes/{take.pk}/segments/"
    assert client.post(url, {"start_ms": "0:00", "end_ms": "0:01"}).status_code == 302
    answer = client.post(url, {"start_ms": "0:00", "end_ms": "0:01.5", "label": "Low notes"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert 'value="Low notes"' in answer.content.decode()
