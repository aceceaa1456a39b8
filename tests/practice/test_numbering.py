"""Take numbers: no gaps visible to the student, no number for takes that don't count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from core.errors import Refusal
from events.bus import publish
from practice import services
from practice.models import Take, TakeStatus
from practice.queries import places_left
from tests import factories
from tests.migrations import run
from tests.practice.conftest import Begin
from videos.facts import Failed
from videos.models import AssetState, VideoAsset
from videos.queue import control

Limit = Callable[..., Any]


def _numbers(student: User) -> list[int | None]:
    takes = Take.objects.of_student(student).order_by("created_at", "pk")
    return list(takes.values_list("attempt", flat=True))


def _fail(take: Take) -> None:
    VideoAsset.objects.filter(pk=take.asset_id).update(processing_status=AssetState.FAILED)
    publish(Failed(error_code="broken"), actor=None, object_id=take.asset_id)


@pytest.fixture
def hand_in(begin: Begin, student: User) -> Callable[[], Take]:
    return lambda: services.commit_take(actor=student, take=begin(sent=True))


def test_failed_video_frees_its_number(
    hand_in: Any, student: User, django_capture_on_commit_callbacks: Any
) -> None:
    first = hand_in()
    with django_capture_on_commit_callbacks(execute=True):
        _fail(first)
    assert _numbers(student) == [None]

    assert hand_in().attempt == 1
    assert _numbers(student) == [None, 1]


def test_real_broken_file_frees_its_number(
    begin: Begin, student: User, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    services.commit_take(actor=student, take=begin(sent=True))
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()

    assert VideoAsset.objects.get().has_failed
    assert _numbers(student) == [None]


def test_withdrawn_take_frees_its_number(hand_in: Any, student: User) -> None:
    takes = [hand_in() for _ in range(3)]
    services.withdraw_take(actor=student, take=takes[1])

    assert _numbers(student) == [1, None, 2]
    assert hand_in().attempt == 3


def test_abandoned_upload_leaves_no_gap(begin: Begin, hand_in: Any, student: User) -> None:
    upload = begin()
    second = hand_in()
    assert (upload.attempt, second.attempt) == (1, 2)

    services.abort_take(actor=student, take=upload)

    assert _numbers(student) == [1]


def test_erased_take_leaves_no_gap(hand_in: Any, student: User, admin: User) -> None:
    first = hand_in()
    hand_in(), hand_in()

    services.erase_take(actor=admin, take=first)

    assert _numbers(student) == [1, 2]


def test_retried_video_gets_a_number_again(
    hand_in: Any, student: User, django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    first = hand_in()
    with django_capture_on_commit_callbacks(execute=True):
        _fail(first)
    hand_in()
    assert _numbers(student) == [None, 1]

    with django_capture_on_commit_callbacks(execute=True):
        control.retry(actor=student, asset=VideoAsset.objects.get(pk=first.asset_id))

    assert _numbers(student) == [1, 2]


def test_others_numbers_stay(hand_in: Any, student: User, classmate: User) -> None:
    other = factories.TakeFactory(student=classmate, attempt=7)
    services.withdraw_take(actor=student, take=hand_in())

    other.refresh_from_db()
    assert other.attempt == 7


def test_api_and_pages_agree(
    hand_in: Any, student: User, client: Client, limited: Limit, exercise: Any
) -> None:
    limited(max_attempts=3)
    withdrawn, kept = hand_in(), hand_in()
    services.withdraw_take(actor=student, take=withdrawn)
    client.force_login(student)

    numbers = {row["id"]: row["attempt"] for row in client.get("/api/v1/clips/").json()["results"]}
    page = client.get(f"/practice/exercises/{exercise.uid}/takes/").content.decode()

    assert numbers == {str(withdrawn.pk): None, str(kept.pk): 1}
    assert ">Take 1<" in page
    assert "Take 2" not in page
    assert ">Withdrawn take<" in page
    assert 'data-places="2"' in page
    assert "2 of 3 left" in page


def test_the_list_says_when_no_place_is_left(
    hand_in: Any, student: User, client: Client, limited: Limit, exercise: Any
) -> None:
    limited(max_attempts=1)
    client.force_login(student)
    address = f"/practice/exercises/{exercise.uid}/takes/"
    assert "You have handed in all your takes" not in client.get(address).content.decode()

    hand_in()

    page = client.get(address).content.decode()
    assert 'data-places="0"' in page
    assert "You have handed in all your takes" in page


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_limit(begin: Begin, student: User, limited: Limit) -> None:
    exercise = limited(max_attempts=3)
    takes = [begin(sent=True) for _ in range(5)]

    def commit(take: Take) -> bool:
        try:
            services.commit_take(actor=student, take=Take.objects.get(pk=take.pk))
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(5) as tabs:
        won = list(tabs.map(commit, takes))

    assert won.count(True) == 3
    assert places_left(student, exercise) == 0
    counting = Take.objects.filter(status=TakeStatus.SUBMITTED).order_by("created_at")
    numbers = list(counting.values_list("attempt", flat=True))
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 3


def test_migration_renumbers_existing_takes(student: User, exercise: Any) -> None:
    def make(attempt: int, status: str, state: str = "ready") -> Take:
        asset = factories.AssetFactory(owner=student, processing_status=state)
        take: Take = factories.TakeFactory(
            student=student, exercise=exercise, asset=asset, attempt=attempt, status=status
        )
        return take

    make(1, "submitted", "failed"), make(2, "answered"), make(4, "withdrawn"), make(5, "submitted")

    run("practice", "0006_numbers_of_takes_that_count", "number")

    assert _numbers(student) == [None, 1, None, 2]
