"""Which job is next: by urgency, then by the turns of groups, then by arrival."""

import random
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import User
from practice import services
from tests import factories
from videos.models import (
    AssetKind,
    AssetState,
    Job,
    JobAttempt,
    JobKind,
    JobState,
    Outcome,
    Urgency,
    VideoAsset,
)
from videos.queue import enqueue, leases
from videos.queue.enqueue import (
    cut_soon,
    draw_poster_soon,
    make_ladder_soon,
    prepare_soon,
    remake_soon,
)
from videos.queue.status import progress_of

WORKER = "host:1:Worker-1"


def _send(group: str = "", **values: Any) -> Job:
    return prepare_soon(factories.AssetFactory(queue_group=group, **values))


def _claimed() -> list[Job]:
    found = []
    while job := leases.claim(WORKER):
        found.append(job)
    return found


def test_another_class_does_not_wait_for_all_of_the_first(db: None) -> None:
    for _ in range(30):
        _send("course:1")
    other = _send("course:2")

    assert [job.pk for job in _claimed()].index(other.pk) <= 1


def test_the_second_class_is_next_while_the_first_is_half_done(db: None) -> None:
    for _ in range(30):
        _send("course:1")
    for _ in range(10):
        leases.claim(WORKER)
    other = _send("course:2")

    assert [job.pk for job in _claimed()].index(other.pk) <= 1


def test_takes_of_a_class_share_one_place(exercise: Any, student: User, classmate: User) -> None:
    for person in (student, classmate):
        take = services.start_take(
            actor=person, exercise=exercise, filename="take.mp4", size_bytes=10
        )
        assert take.asset.group_in_queue == f"course:{exercise.course.translation_key}"


def test_a_video_of_no_course_shares_a_place_with_its_owners_others(teacher: User) -> None:
    asset = factories.AssetFactory(owner=teacher, video_type=AssetKind.LIBRARY)

    assert asset.group_in_queue == f"owner:{teacher.pk}"


def test_people_see_how_many_are_ahead(db: None) -> None:
    fresh = {"processing_status": AssetState.CHECKING}
    first, second, third = [_send("course:1", **fresh) for _ in range(3)]
    other = _send("course:2", **fresh)

    labels = [progress_of(job.asset)["label"] for job in (first, other, second, third)]
    assert labels == [
        "waiting: next in the queue",
        "waiting: 1 video ahead",
        "waiting: 2 videos ahead",
        "waiting: 3 videos ahead",
    ]
    assert [enqueue.ahead_of(job.asset) for job in _claimed()] == [None] * 4


def test_within_a_group_first_come_first_served(db: None) -> None:
    sent = [_send("course:1").pk for _ in range(4)]

    assert [job.pk for job in _claimed()] == sent


def test_a_job_that_waits_for_a_retry_holds_nobody_back(db: None) -> None:
    """Its old turn says nothing about the turns of the others."""
    _send("course:1")
    later = timezone.now() + timedelta(hours=1)
    Job.objects.update(not_before=later)
    for _ in range(5):
        _send("course:2")
    for _ in range(3):
        leases.claim(WORKER)

    assert _send("course:3").turn == 3


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_passed_twice_by_the_same_group(db: None, seed: int) -> None:
    """In any order: a new group waits for at most one job of each other group."""
    chance = random.Random(seed)
    joined_at: dict[str, int] = {}
    claims: list[str] = []
    for _ in range(60):
        group = f"course:{chance.randint(1, 5)}"
        if chance.random() < 0.55:
            is_new = not Job.objects.open().filter(queue_group=group).exists()
            _send(group)
            if is_new:
                joined_at[group] = len(claims)
        elif job := leases.claim(WORKER):
            claims.append(job.queue_group)
            if job.queue_group in joined_at:
                passed = Counter(claims[joined_at.pop(job.queue_group) : -1])
                assert max(passed.values(), default=0) <= 1, passed
            Job.objects.filter(pk=job.pk).update(state=JobState.DONE)


@pytest.mark.parametrize("seed", range(8))
def test_a_library_video_never_goes_before_a_take(db: None, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        kind = chance.choice([AssetKind.LIBRARY, AssetKind.UPLOAD])
        _send(f"course:{chance.randint(1, 3)}", video_type=kind)

    kinds = [job.asset.video_type == AssetKind.LIBRARY for job in _claimed()]

    assert kinds == sorted(kinds)


def test_urgencies_are_in_their_order(db: None, settings: Any) -> None:
    settings.LADDERS_AT_ONCE = 10
    library = {"video_type": AssetKind.LIBRARY}
    remake_soon(factories.AssetFactory())
    make_ladder_soon(factories.AssetFactory(**library))
    make_ladder_soon(factories.AssetFactory(is_reply=True))
    make_ladder_soon(factories.AssetFactory())
    draw_poster_soon(factories.AssetFactory())
    _send(**library)
    _send(is_reply=True)
    _send()
    cut_soon(factories.VideoClipFactory())

    assert [job.priority for job in _claimed()] == [
        Urgency.CLIP,
        Urgency.TAKE,
        Urgency.REPLY,
        Urgency.LIBRARY,
        Urgency.POSTER,
        Urgency.LADDER_OF_TAKE,
        Urgency.LADDER_OF_REPLY,
        Urgency.LADDER_OF_LIBRARY,
        Urgency.AGAIN,
    ]


def test_each_worker_process_makes_its_own_ladders(db: None, settings: Any) -> None:
    settings.LADDERS_AT_ONCE = 1
    for _ in range(3):
        make_ladder_soon(factories.AssetFactory())

    assert leases.claim("host:1:Worker-1") is not None
    assert leases.claim("host:1:Worker-2") is None
    assert leases.claim("host:2:Worker-1") is not None


def test_a_failed_job_is_requeued_and_not_doubled(db: None) -> None:
    asset = factories.AssetFactory()
    first = prepare_soon(asset)
    job = leases.claim(WORKER)
    assert job is not None
    with leases.failing(job, "trouble", "a log"):
        pass

    again = prepare_soon(asset)

    assert again == first
    assert Job.objects.count() == 1
    again.refresh_from_db()
    assert (again.state, again.error, again.log_tail, again.attempt) == ("queued", "", "", 1)
    second = leases.claim(WORKER)
    assert second is not None
    outcomes = second.attempts.values_list("number", "outcome")
    assert list(outcomes) == [(1, Outcome.FAILED), (2, "")]


def test_a_job_that_ends_while_another_is_enqueued_is_no_obstacle(
    student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job in its way is done by the time it is looked up."""
    asset = factories.AssetFactory(owner=student)
    create, refused = enqueue._created, iter([IntegrityError("one of a kind")])

    def created(*args: Any) -> Job:
        for error in refused:
            raise error
        return create(*args)

    monkeypatch.setattr(enqueue, "_created", created)

    assert prepare_soon(asset) == Job.objects.open().get()


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_at_once_get_each_job_once() -> None:
    assets = [factories.AssetFactory(queue_group=f"course:{n % 5}") for n in range(40)]
    for asset in assets:
        prepare_soon(asset)
    won: list[str] = []
    start = threading.Barrier(20)

    def work(number: int) -> None:
        try:
            start.wait()
            while job := leases.claim(f"host:{number}:Worker-1"):
                won.append(str(job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == sorted(str(pk) for pk in Job.objects.values_list("pk", flat=True))
    assert len(set(won)) == 40
    assert JobAttempt.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_make_one_job(student: User) -> None:
    asset: VideoAsset = factories.AssetFactory(owner=student)
    start = threading.Barrier(20)
    made: list[str] = []

    def ask() -> None:
        try:
            start.wait()
            made.append(str(enqueue.enqueue(JobKind.PREPARE, asset, priority=Urgency.TAKE).pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 20
    assert len(set(made)) == Job.objects.count() == 1
