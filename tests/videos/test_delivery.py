"""Playlists with signed URLs: for whom, for how long, and which ones stay stable."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import User
from tests.architecture.ladder import ROOT
from tests.factories import AssetFactory, RenditionFactory
from tests.plugins.storage import fetch
from tests.plugins.video import MakeAsset
from videos.models import VideoAsset, VideoClip
from videos.storage import window
from videos.watching import clips, delivery

LADDER = ("1080p", "720p", "480p", "360p")
TEN_MINUTES = {"init": [0, 800], "segments": [[2.0, 800 + n * 9000, 9000] for n in range(300)]}


@pytest.fixture
def asset(student: User, ready_asset: MakeAsset) -> VideoAsset:
    return ready_asset(student)


@pytest.fixture
def clip(student: User, asset: VideoAsset) -> VideoClip:
    return clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1500)


def _long_asset(owner: User, names: tuple[str, ...] = LADDER) -> VideoAsset:
    asset = AssetFactory(owner=owner)
    for name in names:
        RenditionFactory(asset=asset, name=name, index=TEN_MINUTES)
    return asset


def _addresses(playlist: str) -> list[str]:
    """Of the first bytes and of every segment."""
    first = re.findall(r'#EXT-X-MAP:URI="([^"]+)"', playlist)
    return first + [line for line in playlist.splitlines() if line and line[0] != "#"]


def _media_urls(master: str) -> list[str]:
    return [line for line in master.splitlines() if line.startswith("/")]


def _playlists(client: Client, master_url: str) -> list[str]:
    master = client.get(master_url)
    assert master.status_code == 200
    return [client.get(url).text for url in _media_urls(master.text)]


def test_each_rendition_is_named_by_one_signed_address(client: Client, student: User) -> None:
    asset = _long_asset(student)
    client.force_login(student)

    named = [_addresses(text) for text in _playlists(client, delivery.hls_url(asset))]

    assert [len(addresses) for addresses in named] == [301] * 4
    assert [len(set(addresses)) for addresses in named] == [1] * 4
    assert len({addresses[0] for addresses in named}) == 4
    stable = {delivery.bytes_url(rendition) for rendition in asset.renditions.all()}
    assert stable.isdisjoint(addresses[0] for addresses in named)


def test_a_clips_playlists_are_signed_too(client: Client, clip: VideoClip, student: User) -> None:
    client.force_login(student)

    (text,) = _playlists(client, reverse("videos:clip_master", args=[clip.pk]))

    (address,) = set(_addresses(text))
    answer = fetch(address, client, Range="bytes=0-9")
    assert (answer.status in (200, 206), len(answer.body)) == (True, 10)
    assert "#EXT-X-PRACTIKA-GOOD-FOR:120" in text


@pytest.mark.parametrize("kind", ["asset", "clip"])
def test_stable_urls_are_given_on_request(
    client: Client, asset: VideoAsset, clip: VideoClip, student: User, kind: str
) -> None:
    client.force_login(student)
    urls = {"asset": delivery.hls_url(asset), "clip": reverse("videos:clip_master", args=[clip.pk])}

    master = client.get(f"{urls[kind]}?addresses=stable").text
    (text,) = (client.get(url).text for url in _media_urls(master))

    assert _media_urls(master)[0].endswith(".m3u8?addresses=stable")
    assert set(_addresses(text)) == {delivery.bytes_url(asset.renditions.get())}
    assert "GOOD-FOR" not in text


def test_a_playlist_says_for_how_long_at_least(
    local_storage: None,
    client: Client,
    asset: VideoAsset,
    student: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.DELIVERY_URL_SECONDS = 100
    client.force_login(student)
    url = reverse("videos:media", args=[asset.pk, asset.renditions.get().name])
    now = 1_000_000.0

    found = []
    for later in (0, 0.1, 50, 99.9):
        monkeypatch.setattr(window, "time", lambda later=later: now + later)
        text = client.get(url).text
        assert "#EXT-X-PRACTIKA-GOOD-FOR:100\n" in text
        found.append((window.ends_at(100) - now - later, _addresses(text)[0]))

    left, addresses = zip(*found, strict=True)
    assert [round(seconds, 1) for seconds in left] == [100, 199.9, 150, 100.1]
    assert len(set(addresses[1:])) == 1, "a browser can cache by it"


@pytest.mark.parametrize(("seconds", "code"), [("150", 0), ("151", 1), ("0", 1)])
def test_urls_expire_within_five_minutes(seconds: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings.video"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "site"), "DELIVERY_URL_SECONDS": seconds},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert ("DELIVERY_URL_SECONDS is wrong" in done.stderr) is bool(code)


def test_a_playlist_is_for_its_person_alone(
    client: Client,
    asset: VideoAsset,
    clip: VideoClip,
    student: User,
    classmate: User,
    other_teacher: User,
    admin: User,
) -> None:
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    name = asset.renditions.get().name
    urls = [
        reverse("videos:media", args=[asset.pk, name]),
        reverse("videos:clip_media", args=[clip.pk, name]),
    ]
    signed: dict[str, set[str]] = {}
    for person in (student, admin):
        client.force_login(person)
        answers = [client.get(url) for url in urls]
        assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
        assert all("Cookie" in answer["Vary"] for answer in answers)
        signed[person.email] = {each for answer in answers for each in _addresses(answer.text)}

    assert signed[student.email].isdisjoint(signed[admin.email])
    for person in (None, classmate, other_teacher):
        client.logout()
        if person:
            client.force_login(person)
        for url in urls:
            for asked in (url, f"{url}?addresses=stable"):
                answer = client.get(asked)
                assert answer.status_code == 404
                assert b"EXT" not in answer.content


def test_an_address_of_the_data_folder_is_bound_to_its_person(
    local_storage: None,
    client: Client,
    asset: VideoAsset,
    student: User,
    classmate: User,
    other_teacher: User,
) -> None:
    client.force_login(student)
    (text,) = _playlists(client, delivery.hls_url(asset))
    (address,) = set(_addresses(text))
    assert client.get(address).status_code == 200

    for person in (None, classmate, other_teacher):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(address).status_code == 404


def test_a_program_gets_addresses_that_its_token_opens(
    local_storage: None,
    client: Client,
    asset: VideoAsset,
    student: User,
) -> None:
    header = {"Authorization": f"Token {AuthToken.objects.create(student)[1]}"}
    url = reverse("videos:media", args=[asset.pk, asset.renditions.get().name])

    address = _addresses(client.get(url, headers=header).text)[0]

    assert client.get(address).status_code == 404
    assert client.get(address, headers={"Range": "bytes=0-3", **header}).status_code == 206


def test_a_playlist_takes_as_many_queries_for_one_and_four_renditions(
    client: Client, student: User, django_assert_num_queries: Any
) -> None:
    client.force_login(student)
    one, four = _long_asset(student, LADDER[:1]), _long_asset(student)
    for asset in (one, four):
        client.get(delivery.hls_url(asset))

    for asset in (one, four):
        with django_assert_num_queries(4):
            client.get(delivery.hls_url(asset))
        with django_assert_num_queries(4):
            client.get(reverse("videos:media", args=[asset.pk, "1080p"]))


def test_signing_makes_no_query(student: User, django_assert_num_queries: Any) -> None:
    renditions = list(_long_asset(student).renditions.all())

    with django_assert_num_queries(0):
        signed = {delivery.signed_address(student, rendition).url for rendition in renditions}

    assert len(signed) == 4
