"""A take sent from a page straight to a bucket: another origin, in parts, cut and continued."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from core.bucket import clients
from practice.models import Take, TakeStatus
from scripts.services.bucket import BucketServer
from scripts.services.moto import Moto
from scripts.services.s3 import S3
from tests.browser.conftest import Login
from tests.browser.test_practice_room import choose, enter
from tests.plugins.buckets import with_bucket
from tests.plugins.storage import content, stored
from tests.plugins.video import RunJobs
from videos.intake.takeover import take_over
from videos.storage import get_storage

pytestmark = pytest.mark.browser

PART_BYTES, PARTS = 5 * 1024 * 1024, 4


@pytest.fixture(params=[Moto, S3])
def bucket(
    request: pytest.FixtureRequest,
    live_server: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[BucketServer]:
    """Moto lets pages of any origin in; rclone those of the portal, and it checks signatures."""
    with Moto() if request.param is Moto else S3(origin=live_server.url) as server:
        with_bucket(server, settings, monkeypatch)
        settings.MEDIA_ORIGINS = [server.url]
        settings.CONTENT_SECURITY_POLICY = _policy_with(server.url, settings)
        settings.UPLOAD_PART_BYTES = PART_BYTES
        yield server
    clients.forget()


def _policy_with(origin: str, settings: Any) -> dict[str, Any]:
    """As the settings have it where MEDIA_STORAGE is s3 from the beginning."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    names = ("connect-src", "img-src", "media-src")
    return {"DIRECTIVES": directives | {name: [*directives[name], origin] for name in names}}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser refused for the sake of the page's policy, or of another origin's."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    yield heard
    assert [text for text in heard if re.search("Content Security Policy|CORS", text)] == []


@pytest.fixture
def room(page: Page, login: Login, student: User, exercise: Any, bucket: BucketServer) -> Page:
    return enter(login(page, student), exercise)


@pytest.fixture
def big_video(real_video: Path, tmp_path: Path) -> Path:
    video = real_video.read_bytes()
    padding = PARTS * PART_BYTES - 1000 - len(video)
    path = tmp_path / "My long bows.mp4"
    path.write_bytes(video + struct.pack(">I4s", padding, b"free") + bytes(padding - 8))
    return path


def let_through(page: Page, bucket: BucketServer, count: int) -> None:
    left = [count]

    def handle(route: Route) -> None:
        left[0] -= route.request.method == "PUT"
        if left[0] >= 0:
            route.continue_()
        else:
            route.abort("connectionreset")

    page.route(f"{bucket.url}/**", handle)


def test_a_cut_upload_goes_on_after_a_reload(
    room: Page, bucket: BucketServer, big_video: Path, complaints: list[str], run_jobs: RunJobs
) -> None:
    let_through(room, bucket, 2)
    room.on("dialog", lambda dialog: dialog.accept())
    choose(room, big_video)
    expect(room.locator("[data-part=percent]")).to_have_text("50 %")
    room.reload()

    room.unroute_all()
    sent: list[str] = []
    room.on("request", lambda request: request.method == "PUT" and sent.append(request.url))
    room.get_by_role("button", name="Continue your upload").click()
    expect(room.get_by_text("Your take is handed in")).to_be_visible()

    take = Take.objects.select_related("asset__upload").get()
    assert len(sent) == PARTS - 2
    assert all(url.startswith(bucket.url) for url in sent)
    assert take.status == TakeStatus.SUBMITTED
    take_over(take.asset)
    assert content(take.asset.original_key) == big_video.read_bytes()
    assert stored("uploads/") == []
    assert list(get_storage().begun_uploads()) == []
    assert len(take.asset.upload.checksum_sha256) == 64

    run_jobs()
    room.get_by_role("link", name="Watch your take").click()
    room.locator(".player__start").click()
    playing = "document.querySelector('practice-player video').readyState >= 2"
    room.wait_for_function(f"() => {playing}")


def test_addresses_that_are_too_old_are_asked_for_again(
    room: Page, bucket: BucketServer, big_video: Path, complaints: list[str]
) -> None:
    """S3 says so in XML, some servers with another status than Amazon's."""
    told = iter([(403, "AccessDenied"), (400, "ExpiredToken")])

    def handle(route: Route) -> None:
        status, code = next(told, (0, ""))
        if route.request.method != "PUT" or not status:
            return route.continue_()
        return route.fulfill(
            status=status,
            body=f"<Error><Code>{code}</Code></Error>",
            headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/xml"},
        )

    room.route(f"{bucket.url}/**", handle)
    choose(room, big_video)
    expect(room.get_by_text("Your take is handed in")).to_be_visible()

    take = Take.objects.select_related("asset").get()
    take_over(take.asset)
    assert content(take.asset.original_key) == big_video.read_bytes()


def test_a_bucket_that_is_busy_is_waited_for(
    room: Page, bucket: BucketServer, big_video: Path, complaints: list[str]
) -> None:
    busy = iter(range(2))

    def handle(route: Route) -> None:
        if route.request.method != "PUT" or next(busy, None) is None:
            return route.continue_()
        return route.fulfill(
            status=503,
            body="<Error><Code>SlowDown</Code></Error>",
            headers={"Access-Control-Allow-Origin": "*"},
        )

    room.route(f"{bucket.url}/**", handle)
    choose(room, big_video)
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
