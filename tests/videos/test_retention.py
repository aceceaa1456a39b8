"""Deleting what is no longer kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.bus import publish
from events.models import Event
from tests import factories
from tests.plugins.video import MakeAsset
from videos.facts import Ready
from videos.models import AssetState, Erasure, Retention, VideoAsset
from videos.storage import get_storage
from videos.tasks import sweep_now
from videos.upkeep import erasure, retention

LONG_AGO = timezone.now() - timedelta(days=40)


def keep(**days: int) -> None:
    Retention.objects.update_or_create(pk=Retention.load().pk, defaults=days)


@pytest.fixture
def old_take(ready_asset: MakeAsset, student: User) -> VideoAsset:
    return ready_asset(student, processed_at=LONG_AGO)


def test_by_default_originals_are_kept_for_ever(old_take: VideoAsset) -> None:
    sweep_now()

    assert get_storage().exists(old_take.original_key)


def test_the_original_is_deleted_and_the_video_still_plays(
    old_take: VideoAsset, student: User, client: Client
) -> None:
    keep(originals_days=30)

    sweep_now()

    old_take.refresh_from_db()
    assert not old_take.has_original
    assert not get_storage().exists(old_take.original_key)
    client.force_login(student)
    assert client.get(reverse("videos:master", args=[old_take.pk])).status_code == 200
    assert client.get(reverse("videos:original", args=[old_take.pk])).status_code == 404


@pytest.mark.parametrize(
    "facts",
    [
        {"processed_at": timezone.now() - timedelta(days=20)},
        {"processing_status": AssetState.FAILED},
        {"error_code": "qualities_missing"},
        {"video_type": "library"},
    ],
)
def test_recent_or_incomplete_videos_keep_their_original(
    old_take: VideoAsset, facts: dict[str, Any]
) -> None:
    keep(originals_days=30)
    VideoAsset.objects.update(**facts)

    retention.apply()
    erasure.finish_due()

    old_take.refresh_from_db()
    assert old_take.has_original
    assert get_storage().exists(old_take.original_key)


def test_a_video_in_progress_keeps_its_original(old_take: VideoAsset) -> None:
    keep(originals_days=30)
    factories.JobFactory(asset=old_take, kind="remake")

    retention.apply()

    old_take.refresh_from_db()
    assert old_take.has_original


def test_a_process_killed_in_between_still_deletes_the_original(old_take: VideoAsset) -> None:
    keep(originals_days=30)

    retention.apply()
    assert get_storage().exists(old_take.original_key)
    erasure.finish_due()

    assert not get_storage().exists(old_take.original_key)


def test_old_records_go_and_open_ones_stay(db: None, student: User) -> None:
    keep(records_days=30)
    done = publish(Ready(), actor=None, object_id="1")
    waiting = publish(Ready(), actor=None, object_id="2")
    young = publish(Ready(), actor=None, object_id="3")
    Event.objects.filter(pk__in=[done.pk, waiting.pk]).update(created_at=LONG_AGO)
    Event.objects.filter(pk=done.pk).update(dispatched_at=LONG_AGO)
    Event.objects.filter(pk=young.pk).update(dispatched_at=timezone.now())
    old, unfinished = erasure.schedule_erasure("videos/a/"), erasure.schedule_erasure("videos/b/")
    Erasure.objects.filter(pk=old.pk).update(emptied_at=LONG_AGO, done_at=LONG_AGO)

    retention.apply()

    assert set(Event.objects.all()) == {waiting, young}
    assert Erasure.objects.get() == unfinished


def test_only_sessions_are_deleted_if_everything_is_kept(db: None) -> None:
    keep(records_days=0)
    erasure.schedule_erasure("videos/a/")
    Erasure.objects.update(emptied_at=LONG_AGO, done_at=LONG_AGO)
    Session.objects.create(session_key="old", session_data="x", expire_date=LONG_AGO)
    Session.objects.create(
        session_key="new", session_data="x", expire_date=timezone.now() + timedelta(days=1)
    )

    retention.apply()

    assert Erasure.objects.count() == 1
    assert Session.objects.get().pk == "new"


def test_an_admin_sets_how_long(client: Client, admin: User) -> None:
    client.force_login(admin)
    url = reverse("wagtailsettings:edit", args=["videos", "retention"])
    asked = client.get(url, follow=True)
    assert "it can&#x27;t be downloaded as it was" in asked.content.decode()

    client.post(asked.request["PATH_INFO"], {"originals_days": 365, "records_days": 30})

    found = Retention.load()
    assert (found.originals_days, found.records_days) == (365, 30)


@pytest.mark.parametrize("name", ["student", "teacher", "editor"])
def test_nobody_else_does(client: Client, name: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))
    url = reverse("wagtailsettings:edit", args=["videos", "retention"])

    answer = client.post(url, {"originals_days": 1, "records_days": 1}, follow=True)

    assert answer.status_code in (200, 403)
    assert Retention.load().originals_days == 0
