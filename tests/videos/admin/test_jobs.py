"""The list of jobs: who sees it, what it shows, what it costs; and the page of one job."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.direction import isolated
from tests import factories
from videos.models import Job, JobKind, JobState, Urgency
from videos.queue import enqueue, leases
from videos.worker import heartbeats

LIST = reverse("jobs:index")


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def _job(owner: User | None = None, **values: Any) -> Job:
    asset = factories.AssetFactory(owner=owner, orig_filename=values.pop("name", "bow.mp4"))
    return factories.JobFactory(asset=asset, priority=Urgency.TAKE, **values)


def _text(response: Any) -> str:
    return response.content.decode()


def test_the_list_shows_owner_task_and_progress(
    as_editor: Client, take: Any, student: User
) -> None:
    enqueue.enqueue(JobKind.LADDER, take.asset, priority=Urgency.LADDER_OF_TAKE)
    job = leases.claim("host:7:Worker-1")
    assert job is not None
    leases.report(job, 40)

    text = _text(as_editor.get(LIST))

    assert "make all qualities" in text
    assert str(student) in text
    names = isolated("Long bows"), isolated("Violin for beginners")
    assert "{}, take 1 · {}".format(*names) in text
    assert reverse("practice:take", args=[take.pk]) in text
    assert "40 %" in text
    assert "host:7:Worker-1" in text


def test_an_empty_list_explains_itself(as_editor: Client) -> None:
    assert "There are no jobs yet" in _text(as_editor.get(LIST))


def test_filters_that_match_nothing_say_so(as_editor: Client) -> None:
    _job()

    assert "No jobs match" in _text(as_editor.get(LIST, {"state": "failed"}))


def test_the_summary_counts_and_warns_without_workers(as_editor: Client) -> None:
    _job()
    _job(state=JobState.FAILED)

    text = _text(as_editor.get(LIST))
    assert "Jobs are waiting, but no worker is running" in text

    heartbeats.beat(2)
    text = _text(as_editor.get(LIST))
    assert "Jobs are waiting, but no worker is running" not in text
    assert "last heartbeat 0 s ago" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"a.mp4", "b.mp4", "c.mp4"}),
        ({"state": "failed"}, {"b.mp4"}),
        ({"state": ["failed", "running"]}, {"b.mp4", "c.mp4"}),
        ({"kind": "ladder"}, {"b.mp4"}),
        ({"worker": "host:1:a"}, {"c.mp4"}),
        ({"age": "1h"}, {"a.mp4"}),
        ({"q": "C.mp"}, {"c.mp4"}),
        ({"q": "kettle"}, {"b.mp4"}),
    ],
)
def test_the_list_can_be_filtered_and_searched(
    as_editor: Client, query: dict[str, Any], names: set[str]
) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=2)
    _job(name="a.mp4", queued_at=an_hour_ago)
    owner = factories.UserFactory(email="kettle@example.com")
    _job(owner, name="b.mp4", state=JobState.FAILED, kind=JobKind.LADDER)
    _job(name="c.mp4", state=JobState.RUNNING, worker="host:1:a")

    listed = as_editor.get(LIST, query).context["object_list"]

    assert {job.asset.orig_filename for job in listed} == names


def test_the_list_takes_the_same_number_of_queries_for_one_and_thirty(
    as_editor: Client, student: User, exercise: Any, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for count in (1, 29):
        for _ in range(count):
            take = factories.TakeFactory(student=student, exercise=exercise)
            enqueue.enqueue(JobKind.PREPARE, take.asset)
        as_editor.get(LIST)
        with django_assert_max_num_queries(100) as asked:
            as_editor.get(LIST)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_an_open_list_gets_changes(as_editor: Client) -> None:
    job, other = _job(state=JobState.RUNNING, percent=7), _job()

    answer = as_editor.get(reverse("jobs:now"), {"id": [str(job.pk), "not an id"]}).json()

    assert list(answer["jobs"]) == [str(job.pk)]
    assert "7 %" in answer["jobs"][str(job.pk)]
    assert str(other.pk) not in answer["jobs"]
    assert "Waiting" in answer["summary"]


def test_one_job_shows_its_error_its_log_and_its_attempts(as_editor: Client, student: User) -> None:
    asset = factories.AssetFactory(owner=student)
    enqueue.enqueue(JobKind.PREPARE, asset)
    job = leases.claim("host:7:Worker-1")
    assert job is not None
    leases.postpone(job, "disk_full: no room", "av_write <b>: No space left")

    text = _text(as_editor.get(reverse("jobs:inspect", args=[job.pk])))

    assert "disk_full: no room" in text
    assert "av_write &lt;b&gt;: No space left" in text
    assert "failed on our side, to be tried again" in text
    assert "host:7:Worker-1" in text


@pytest.mark.parametrize("person", ["teacher", "student"])
def test_it_is_not_for_others(client: Client, request: pytest.FixtureRequest, person: str) -> None:
    client.force_login(request.getfixturevalue(person))
    job = _job()

    for address in (LIST, reverse("jobs:now"), reverse("jobs:inspect", args=[job.pk])):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert "bow.mp4" not in _text(response)
