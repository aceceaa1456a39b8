"""URLs of `streams()` play in any player: without headers, from a folder and from a bucket."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
import requests
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from practice.models import Take
from practika.client import Practika
from scripts.services import vlc
from tests.factories import PASSWORD, TakeFactory
from videos.media.tools import ffmpeg_binary
from videos.models import VideoAsset
from videos.watching import clips, delivery, passes

pytestmark = pytest.mark.django_db(transaction=True)

Play = Callable[[str], float]
FOLDERS = ["local_storage", "rclone_bucket"]


@pytest.fixture(params=FOLDERS)
def kept_in(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.fixture
def take(kept_in: str, student: User, exercise: Any, ready_asset: Any) -> Take:
    clip: Take = TakeFactory(
        student=student, exercise=exercise, asset=ready_asset(student), attempt=1
    )
    return clip


@pytest.fixture
def streams(take: Take, student: User, live_server: Any) -> dict[str, Any]:
    cache.clear()
    portal = Practika.log_in(live_server.url, student.email, PASSWORD)
    return portal.streams(str(take.pk))


def _by_ffmpeg(url: str) -> float:
    command = [str(ffmpeg_binary()), "-v", "error", "-i", url, "-map", "0:v:0?", "-map", "0:a:0?"]
    command += ["-progress", "pipe:1", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return int(re.findall(r"out_time_us=(\d+)", done.stdout)[-1]) / 1e6


def _by_vlc(url: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        played = Path(folder, "played.ts")
        said = vlc.play(url, played)
        assert played.exists(), said
        with av.open(str(played)) as film:
            stream = film.streams.best("video") or film.streams.best("audio")
            moments = [
                float(frame.pts * frame.time_base)
                for frame in film.decode(stream)
                if frame.pts is not None
            ]
    return max(moments) - min(moments)


PLAYERS = {"ffmpeg": _by_ffmpeg, "VLC": _by_vlc}


@pytest.mark.parametrize("play", PLAYERS.values(), ids=PLAYERS.keys())
def test_a_take_plays_without_a_header(
    streams: dict[str, Any], take: Take, play: Play, kept_in: str
) -> None:
    seconds = take.asset.duration_ms / 1000

    assert play(streams["hls"]) == pytest.approx(seconds, abs=0.6)
    if play is _by_vlc and kept_in == "rclone_bucket":
        return  # rclone answers a range of a whole file by 200, which VLC takes for its beginning
    assert play(streams["renditions"][-1]["url"]) == pytest.approx(seconds, abs=0.6)


def test_a_segment_plays_and_is_downloaded(
    take: Take, student: User, live_server: Any, run_jobs: Any
) -> None:
    span = clips.make_clip(actor=student, asset=take.asset, start_ms=500, end_ms=1500)
    run_jobs()
    span.refresh_from_db()

    streams = delivery.clip_streams(span, student)

    assert _by_ffmpeg(live_server.url + streams["hls"]) > 0.9
    assert _by_vlc(live_server.url + streams["hls"]) > 0.8
    assert _by_ffmpeg(live_server.url + streams["file"]) == pytest.approx(1, abs=0.3)


def test_sound_alone_plays(
    kept_in: str, student: User, sound_file: Path, make_asset: Any, run_jobs: Any, live_server: Any
) -> None:
    asset = make_asset(student, sound_file)
    run_jobs()
    asset.refresh_from_db()

    streams = delivery.streams(asset, student)

    assert _by_ffmpeg(live_server.url + streams["hls"]) > 0.5
    assert _by_vlc(live_server.url + streams["hls"]) > 0.5


def test_everything_listed_is_fetched_without_a_header(streams: dict[str, Any], take: Take) -> None:
    """As a phone's own player does: relative addresses, byte ranges, redirects."""
    master = requests.get(streams["hls"], timeout=30)
    poster = requests.get(streams["poster"], timeout=30)
    assert master.headers["Cache-Control"] == "private, no-store"
    assert (poster.status_code, poster.headers["Content-Type"]) == (200, "image/jpeg")
    for name in _addresses(master.text):
        media = requests.get(requests.compat.urljoin(master.url, name), timeout=30)
        assert "://" not in media.text
        size, offset = map(int, re.findall(r'BYTERANGE="(\d+)@(\d+)"', media.text)[0])
        file = requests.compat.urljoin(media.url, _addresses(media.text)[0])
        some = requests.get(
            file, headers={"Range": f"bytes={offset}-{offset + size - 1}"}, timeout=30
        )
        assert some.content[4:8] == b"ftyp"
        assert len(some.content) == size


def _addresses(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


ENDS: dict[str, Callable[[User, Take], Any]] = {
    "deactivated": lambda person, take: User.objects.filter(pk=person.pk).update(is_active=False),
    "another password": lambda person, take: _with_password(person),
    "erased": lambda person, take: VideoAsset.objects.filter(pk=take.asset_id).update(owner=None),
}


def _with_password(person: User) -> None:
    person.set_password("another pass phrase")
    person.save()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_url_ends_with_its_persons_permission(
    take: Take, student: User, end: Callable[[User, Take], Any]
) -> None:
    streams = delivery.streams(take.asset, student)
    urls = [streams["hls"], streams["poster"], streams["renditions"][0]["url"]]
    assert {Client().get(url).status_code for url in urls} == {200, 302}
    if end is ENDS["erased"]:
        take.delete()

    end(student, take)

    assert {Client().get(url).status_code for url in urls} == {404}


def test_a_url_expires(take: Take, student: User, monkeypatch: pytest.MonkeyPatch) -> None:
    url = delivery.streams(take.asset, student)["hls"]
    until = passes.ends_at(3600)
    monkeypatch.setattr(passes, "ends_at", lambda seconds: until - 4 * 7200)
    old = delivery.streams(take.asset, student)["hls"]

    assert Client().get(url).status_code == 200
    assert Client().get(old).status_code == 404


def test_a_forged_or_moved_address_opens_nothing(take: Take, student: User) -> None:
    url = delivery.streams(take.asset, student)["hls"]
    token = url.split("/")[3]
    other = "A" if token[-1] != "A" else "B"

    for wrong in (token[:-1] + other, "x", "x:y", token.upper(), token + "A"):
        assert Client().get(f"/videos/watch/{wrong}/master.m3u8").status_code == 404
    assert Client().get(f"/videos/watch/{token}/none.m3u8").status_code == 404
    assert Client().get(f"/videos/watch/{token}/clip.mp4").status_code == 404


@pytest.mark.usefixtures("local_storage")
def test_no_log_names_an_address(
    take: Take, student: User, caplog: pytest.LogCaptureFixture
) -> None:
    url = delivery.streams(take.asset, student)["hls"]
    token = url.split("/")[3]
    caplog.set_level("INFO", "practika.access")

    assert Client().get(url).status_code == 200
    Client().get(f"/videos/watch/{token}/none.mp4")

    lines = [record.getMessage() for record in caplog.records if record.name == "practika.access"]
    assert lines == [
        "GET /videos/watch/…/master.m3u8 200",
        "GET /videos/watch/…/none.mp4 404",
    ]
