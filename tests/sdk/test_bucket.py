"""The SDK uploads straight to a bucket: interrupted, with expired URLs, damaged in transit."""

from datetime import UTC, datetime, timedelta

import pytest

from practice.models import Take
from practika import transfer
from practika.client import RENEWALS
from practika.errors import PractikaError, StaleAddress
from tests.flaky_proxy import Fault, FlakyProxy
from tests.plugins.storage import content, stored
from videos.intake.takeover import take_over
from videos.storage import get_storage

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = 20_000_000


@pytest.fixture(autouse=True)
def _in_a_bucket(rclone_bucket):
    """A bucket that checks signatures."""


@pytest.fixture
def large_file(real_video, tmp_path):
    """A real video with a tail that players ignore, big enough for three parts."""
    path = tmp_path / "large.mp4"
    free = SIZE - real_video.stat().st_size
    path.write_bytes(real_video.read_bytes() + free.to_bytes(4, "big") + b"free" + bytes(free - 8))
    return path


@pytest.fixture
def puts(monkeypatch):
    """Callbacks to run before each PUT, by its number, and the URLs of all PUTs."""
    before, seen = {}, []
    real = transfer.requests.put

    def put(url, **kwargs):
        seen.append(url)
        before.get(len(seen), lambda: None)()
        return real(url, **kwargs)

    monkeypatch.setattr(transfer.requests, "put", put)
    return before, seen


def _original(take):
    """The key of the original, after the worker took it over."""
    asset = Take.objects.get(pk=take["id"]).asset
    take_over(asset)
    return asset.original_key


def test_a_file_goes_straight_to_the_bucket(portal, exercise, large_file, puts, rclone_bucket):
    take = portal.upload(large_file, str(exercise.uid))

    assert len(puts[1]) == 3
    assert all(url.startswith(rclone_bucket.url) for url in puts[1])
    assert content(_original(take)) == large_file.read_bytes()
    assert stored("uploads/") == []
    assert list(get_storage().begun_uploads()) == []


def test_an_upload_resumes_after_a_crash(portal, exercise, large_file, puts, run_jobs):
    before, seen = puts

    def crash():
        raise KeyboardInterrupt

    before[2] = crash
    with pytest.raises(KeyboardInterrupt):
        portal.upload(large_file, str(exercise.uid))
    del before[2]

    take = portal.upload(large_file, str(exercise.uid))
    run_jobs()

    assert len(seen) == 1 + 1 + 2
    assert Take.objects.count() == 1
    assert content(_original(take)) == large_file.read_bytes()
    assert portal.status(take["id"])["state"] == "ready"


@pytest.fixture
def long_ago(monkeypatch):
    """Signs part URLs as if it were two days ago, until the callback returns true."""
    then = datetime.now(UTC) - timedelta(days=2)
    storage = type(get_storage())
    real, until = storage.part_url, [lambda: False]

    def part_url(*args, **kwargs):
        with monkeypatch.context() as patch:
            if not until[0]():
                patch.setattr("botocore.auth.get_current_datetime", lambda: then)
            return real(*args, **kwargs)

    monkeypatch.setattr(storage, "part_url", part_url)
    return until


def test_expired_urls_are_renewed(portal, exercise, large_file, puts, long_ago):
    _before, seen = puts
    long_ago[0] = lambda: len(seen) > 0

    take = portal.upload(large_file, str(exercise.uid))

    assert len(seen) == 4
    assert content(_original(take)) == large_file.read_bytes()


@pytest.mark.usefixtures("long_ago")
def test_urls_that_are_always_expired_end_the_upload(portal, exercise, large_file, puts):
    """As if the portal's clock were wrong."""
    _before, seen = puts

    with pytest.raises(StaleAddress):
        portal.upload(large_file, str(exercise.uid))
    assert len(seen) == 1 + RENEWALS


def test_damage_in_transit_is_reported(
    portal, exercise, large_file, rclone_bucket, settings, run_jobs
):
    left = [1]

    def once(request):
        left[0] -= request.method == "PUT"
        return Fault.DAMAGED_REQUEST if left[0] == 0 and request.method == "PUT" else None

    with FlakyProxy(rclone_bucket.port, once) as proxy:
        settings.S3_PUBLIC_ENDPOINT_URL = proxy.url
        take = portal.upload(large_file, str(exercise.uid))
    run_jobs()

    with pytest.raises(PractikaError) as refused:
        portal.wait_until_ready(take["id"], timeout=60)
    assert refused.value.code == "changed_on_the_way"
    assert "send it again" in refused.value.message


def test_a_bad_network_is_survived(
    portal, exercise, large_file, rclone_bucket, settings, monkeypatch
):
    monkeypatch.setattr("practika.http.PAUSES", (0, 0, 0, 0, 0))
    fates = iter([Fault.CUT_REQUEST, Fault.BUSY, Fault.LOST_ANSWER, Fault.BROKEN])

    with FlakyProxy(rclone_bucket.port, lambda request: next(fates, None)) as proxy:
        settings.S3_PUBLIC_ENDPOINT_URL = proxy.url
        take = portal.upload(large_file, str(exercise.uid))

    assert sum(proxy.done.values()) == 4
    assert content(_original(take)) == large_file.read_bytes()


def test_a_bucket_needs_the_size(portal, exercise):
    with pytest.raises(PractikaError) as refused:
        portal.request_upload(str(exercise.uid), filename="take.mp4")

    assert (refused.value.status, refused.value.code) == (400, "size_needed")
