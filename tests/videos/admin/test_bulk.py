"""Bulk actions: first the consequences are shown; items that refuse are skipped."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from tests import factories
from tests.pages import one_line
from tests.plugins.video import MakeAsset
from videos.models import AssetState, Job, JobKind, JobState, VideoAsset
from videos.worker import run


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def _address(model: str, action: str, *things: Any, **query: str) -> str:
    ids = "&".join([f"id={getattr(thing, 'pk', thing)}" for thing in things])
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{reverse('wagtail_bulk_action', args=['videos', model, action])}?{ids}{more}"


def _failed(student: User) -> Job:
    asset = factories.AssetFactory(
        owner=student, processing_status=AssetState.FAILED, error_code="trouble"
    )
    job: Job = factories.JobFactory(asset=asset, state=JobState.FAILED)
    return job


def _deeds(thing: Any) -> list[str]:
    return sorted(ModelLogEntry.objects.for_instance(thing).values_list("action", flat=True))


def test_failed_jobs_are_tried_again(
    as_editor: Client, editor: User, student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    asset = make_asset(student, real_video)
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code="trouble")
    Job.objects.update(state=JobState.FAILED, trouble_count=3, error="trouble: full")
    job, running = Job.objects.get(), factories.JobFactory(state=JobState.RUNNING)
    address = _address("job", "retry", job, running)

    shown = as_editor.get(address).content.decode()
    assert "Each job goes back to the queue" in shown
    assert "Try this job again?" in shown
    assert f"{asset.orig_filename} · {student}" in shown
    assert "1 selected item will be skipped. Only jobs that failed or were cancelled" in one_line(
        shown
    )
    as_editor.post(address)

    job.refresh_from_db()
    asset.refresh_from_db()
    assert (job.state, job.trouble_count, job.error) == (JobState.QUEUED, 0, "")
    assert asset.processing_status == AssetState.CHECKING
    assert _deeds(asset) == ["videos.job_retried", "videos.retried"]
    assert {entry.user for entry in ModelLogEntry.objects.for_instance(asset)} == {editor}
    running.refresh_from_db()
    assert running.state == JobState.RUNNING
    assert run.work_one()
    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY


def test_a_job_whose_video_is_gone_is_skipped(as_editor: Client, student: User) -> None:
    job = _failed(student)

    response = as_editor.post(_address("job", "retry", job, next="/admin/jobs/"), follow=True)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "1 was skipped" in response.content.decode()


def test_jobs_are_cancelled(as_editor: Client, student: User) -> None:
    asset = factories.AssetFactory(owner=student, processing_status=AssetState.CHECKING)
    job = factories.JobFactory(asset=asset)
    address = _address("job", "cancel", job)

    assert "its unfinished work is discarded" in as_editor.get(address).content.decode()
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    as_editor.post(address)

    job.refresh_from_db()
    asset.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert (asset.processing_status, asset.error_code) == (AssetState.FAILED, "stopped")
    assert "You can try again" in asset.reason
    assert _deeds(asset) == ["videos.job_cancelled"]


def test_selecting_all_means_all_that_the_list_shows(as_editor: Client) -> None:
    ladder = factories.JobFactory(kind=JobKind.LADDER)
    other = factories.JobFactory(kind=JobKind.PREPARE)

    as_editor.post(_address("job", "cancel", "all", kind="ladder"))

    ladder.refresh_from_db()
    other.refresh_from_db()
    assert (ladder.state, other.state) == (JobState.CANCELLED, JobState.QUEUED)


def test_videos_are_made_again_after_showing_an_estimate(as_editor: Client, student: User) -> None:
    ready = factories.AssetFactory(owner=student, duration_ms=60_000)
    unready = factories.AssetFactory(owner=student, processing_status=AssetState.CHECKING)
    address = _address("videoasset", "remake", ready, unready)

    shown = as_editor.get(address).content.decode()
    assert "keep playing as they are until the new qualities are ready" in shown
    assert "1:00 min" in shown
    assert "1:30 min" in shown
    assert "1 selected item will be skipped. This works only for videos that are ready" in one_line(
        shown
    )
    as_editor.post(address)

    assert [(job.kind, job.asset) for job in Job.objects.all()] == [(JobKind.REMAKE, ready)]
    assert _deeds(ready) == ["videos.remade"]


def test_posters_of_library_items_are_made_again(as_editor: Client) -> None:
    items = [
        factories.LibraryVideoFactory(asset=factories.AssetFactory(video_type="library"))
        for _ in range(2)
    ]

    as_editor.post(_address("libraryvideo", "poster", *items))

    assert {job.asset for job in Job.objects.filter(kind=JobKind.POSTER)} == {
        item.asset for item in items
    }


@pytest.mark.parametrize("person", ["teacher", "student", "stranger"])
@pytest.mark.parametrize(
    ("model", "action"),
    [("job", "cancel"), ("videoasset", "remake"), ("libraryvideo", "remake")],
)
def test_it_is_not_for_others(
    client: Client, request: pytest.FixtureRequest, person: str, model: str, action: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    job = factories.JobFactory()
    item = factories.LibraryVideoFactory(asset=factories.AssetFactory(video_type="library"))
    thing = {"job": job, "videoasset": job.asset, "libraryvideo": item}[model]

    response = client.post(_address(model, action, thing))

    assert response.status_code in (302, 403)
    assert list(Job.objects.values_list("state", flat=True)) == [JobState.QUEUED]


def test_the_history_of_the_site_leads_to_the_video(as_editor: Client, student: User) -> None:
    """Rows that can't be edited have no edit page, but the history asks each for one."""
    asset = factories.AssetFactory(owner=student)
    as_editor.post(_address("videoasset", "poster", asset))

    history = as_editor.get(reverse("wagtailadmin_reports:site_history"))

    assert history.status_code == 200
    assert reverse("videos_admin:inspect", args=[asset.pk]) in history.content.decode()
