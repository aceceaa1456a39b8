"""Who can fetch what, over HTTP, with real bytes."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import User
from core.errors import Refusal
from tests.factories import AssetFactory, RenditionFactory
from tests.plugins.storage import opened
from tests.plugins.video import MakeAsset
from videos.models import AssetState, Job, VideoAsset, VideoClip
from videos.queue.status import progress_of
from videos.watching import access, clips, delivery, passes


@pytest.fixture
def asset(student: User, ready_asset: MakeAsset) -> VideoAsset:
    return ready_asset(student)


@pytest.fixture
def clip(student: User, asset: VideoAsset, run_jobs: Any) -> VideoClip:
    clip = clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1500)
    run_jobs()
    clip.refresh_from_db()
    return clip


def _addresses(asset: VideoAsset, clip: VideoClip) -> list[str]:
    name = asset.renditions.first().name
    return [
        reverse("videos:master", args=[asset.pk]),
        reverse("videos:media", args=[asset.pk, name]),
        reverse("videos:bytes", args=[asset.pk, name]),
        reverse("videos:poster", args=[asset.pk]),
        reverse("videos:original", args=[asset.pk]),
        reverse("videos:status", args=[asset.pk]),
        reverse("videos:clip_master", args=[clip.pk]),
        reverse("videos:clip_media", args=[clip.pk, name]),
        reverse("videos:clip_file", args=[clip.pk]),
        reverse("videos:clip_poster", args=[clip.pk]),
    ]


def test_the_owner_gets_everything_and_the_others_nothing(
    client: Client,
    asset: VideoAsset,
    clip: VideoClip,
    student: User,
    classmate: User,
    stranger: User,
    other_teacher: User,
) -> None:
    addresses = _addresses(asset, clip)
    found: dict[str, list[int]] = {}
    for person in (None, classmate, stranger, other_teacher, student):
        client.logout()
        if person:
            client.force_login(person)
        statuses = [opened(client, url).status for url in addresses]
        found[person.email if person else "anonymous"] = statuses

    everything = [200] * len(addresses)
    nothing = [404] * len(addresses)
    assert found == {
        "anonymous": nothing,
        classmate.email: nothing,
        stranger.email: nothing,
        other_teacher.email: nothing,
        student.email: everything,
    }


def test_a_link_to_bytes_serves_nobody_else(
    client: Client, asset: VideoAsset, student: User, classmate: User
) -> None:
    client.force_login(student)
    links = [
        client.get(url)["Location"]
        for url in (delivery.poster_url(asset), delivery.bytes_url(asset.renditions.first()))
    ]

    client.force_login(classmate)

    assert [client.get(link).status_code for link in links] == [404, 404]
    assert [Client().get(link).status_code for link in links] == [404, 404]


def test_a_program_watches_with_its_token(client: Client, asset: VideoAsset, student: User) -> None:
    header = {"Authorization": f"Token {AuthToken.objects.create(student)[1]}"}

    master = client.get(delivery.hls_url(asset), headers=header)
    media_url = next(line for line in master.text.splitlines() if line.startswith("/"))
    media = client.get(media_url, headers=header).text
    match = re.search(r"BYTERANGE:(\d+)@(\d+)\n(.+)", media)
    assert match
    size, offset = int(match[1]), int(match[2])
    ranged = {"Range": f"bytes={offset}-{offset + size - 1}"}
    answer = opened(client, match[3], **ranged, **header)

    assert master["Content-Type"] == "application/vnd.apple.mpegurl"
    # rclone returns the requested range, but with status 200.
    assert answer.status in {200, 206}
    assert (len(answer.body), answer.body[4:8]) == (size, b"moof")


def test_playlists_take_the_same_number_of_queries_for_one_and_three(
    client: Client, student: User, django_assert_num_queries: Any
) -> None:
    one, three = AssetFactory(owner=student), AssetFactory(owner=student)
    RenditionFactory(asset=one)
    for name in ("1080p", "720p", "360p"):
        RenditionFactory(asset=three, name=name)
    client.force_login(student)
    client.get(delivery.hls_url(one))
    client.get(delivery.hls_url(three))

    with django_assert_num_queries(4):
        client.get(delivery.hls_url(one))
    with django_assert_num_queries(4):
        client.get(delivery.hls_url(three))


def test_a_viewing_is_counted_once(client: Client, asset: VideoAsset, student: User) -> None:
    client.force_login(student)
    for _ in range(3):
        client.get(delivery.hls_url(asset))

    asset.refresh_from_db()
    assert asset.access_count == 1
    assert asset.last_accessed


def test_a_video_that_is_not_ready_has_no_playlist(client: Client, student: User) -> None:
    asset = AssetFactory(owner=student, processing_status=AssetState.PREPARING)
    client.force_login(student)

    assert client.get(delivery.hls_url(asset)).status_code == 404
    assert delivery.streams(asset, student)["hls"] is None


def test_streams_contain_what_a_player_needs(asset: VideoAsset, student: User) -> None:
    rendition = asset.renditions.get()

    streams = delivery.streams(asset, student)

    at = passes.addresses_for(student, asset)
    assert streams["hls"] == at("master.m3u8")
    assert streams["poster"] == at("poster.jpg")
    assert streams["duration_ms"] == asset.duration_ms
    assert streams["renditions"] == [
        {
            "name": rendition.name,
            "width": 426,
            "height": 240,
            "codecs": rendition.codecs,
            "frame_rate": rendition.frame_rate,
            "bandwidth": rendition.bandwidth,
            "average_bandwidth": rendition.average_bandwidth,
            "size_bytes": rendition.size_bytes,
            "url": at(f"{rendition.name}.mp4"),
        }
    ]


def test_a_clip_plays_before_it_is_cut(client: Client, asset: VideoAsset, student: User) -> None:
    clip = clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1500)
    client.force_login(student)

    streams = delivery.clip_streams(clip, student)

    assert (streams["duration_ms"], streams["offset_ms"], streams["file"]) == (1000, 500, None)
    master = client.get(streams["hls"])
    name = next(line for line in master.text.splitlines() if line and not line.startswith("#"))
    media_url = urljoin(streams["hls"], name)
    assert "TIME-OFFSET=0.500" in client.get(media_url).text


def test_a_clip_is_one_for_its_span(student: User, teacher: User, asset: VideoAsset) -> None:
    first = clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1500)
    again = clips.make_clip(actor=teacher, asset=asset, start_ms=500, end_ms=1500)
    other = clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1400)

    assert first == again
    assert first != other
    assert Job.objects.filter(kind="clip").count() == 2


@pytest.mark.parametrize("span", [(-1, 500), (500, 500), (600, 500), (0, 100), (0, 60_000)])
def test_odd_spans_are_refused(student: User, asset: VideoAsset, span: tuple[int, int]) -> None:
    with pytest.raises(Refusal) as refusal:
        clips.make_clip(actor=student, asset=asset, start_ms=span[0], end_ms=span[1])

    assert refusal.value.code == "bad_span"


def test_a_span_that_ends_a_little_late_ends_with_the_video(
    student: User, asset: VideoAsset
) -> None:
    clip = clips.make_clip(actor=student, asset=asset, start_ms=0, end_ms=asset.duration_ms + 40)

    assert clip.end_ms == asset.duration_ms


def test_an_unfinished_video_has_no_clips(student: User) -> None:
    asset = AssetFactory(owner=student, processing_status=AssetState.CHECKING)

    with pytest.raises(Refusal) as refusal:
        clips.make_clip(actor=student, asset=asset, start_ms=0, end_ms=1000)

    assert refusal.value.code == "not_ready"


def test_higher_level_apps_can_grant_access(
    asset: VideoAsset, classmate: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_rules", [*access._rules])

    access.register(lambda user, watched: user == classmate and watched == asset)

    assert access.may_watch(classmate, asset)
    assert not access.may_watch(stranger, asset)
    classmate.is_active = False
    assert not access.may_watch(classmate, asset)


def test_status_shows_progress(client: Client, student: User) -> None:
    asset = AssetFactory(
        owner=student, processing_status=AssetState.PREPARING, processing_percent=12
    )
    client.force_login(student)

    answer = client.get(reverse("videos:status", args=[asset.pk])).json()

    assert answer == {
        "state": "preparing",
        "phase": "preparing",
        "label": "preparing",
        "percent": 12,
        "progress": 12,
        "error": "",
        "error_code": "",
        "is_watchable": False,
        "can_retry": False,
        "notices": [],
    }


def test_the_retry_button_belongs_to_the_owner(
    client: Client, student: User, classmate: User, asset: VideoAsset
) -> None:
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code="trouble")
    url = reverse("videos:retry", args=[asset.pk])
    client.force_login(classmate)
    assert client.post(url).status_code == 404

    client.force_login(student)
    answer = client.post(url, {"next": "https://evil.example.com/"})
    assert answer["Location"] == "/"

    asset.refresh_from_db()
    assert progress_of(asset)["phase"] == "checking"
    again = client.post(url, {"next": "/practice/"})
    assert again["Location"] == "/practice/"
    assert asset.jobs.filter(kind="prepare").count() == 1


def test_nobody_finds_a_video_that_is_not_there(client: Client, admin: User) -> None:
    client.force_login(admin)

    for name in ("master", "poster", "status"):
        url = reverse(f"videos:{name}", args=["7c9e6679-7425-40de-944b-e07fc1f90ae7"])
        assert client.get(url).status_code == 404
