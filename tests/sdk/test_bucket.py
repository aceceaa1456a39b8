"""The SDK sends straight to a bucket: cut and resumed, with addresses that grow old, damaged."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.videos.storage import get_storage
from portal.videos.takeover import take_over
from practice.models import PracticeClip
from practika import transfer
from practika.client import RENEWALS
from practika.errors import PractikaError, StaleAddress
from scripts.reliability.flaky_proxy import Fault, FlakyProxy
from tests.plugins.storage import content, stored

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = 20_000_000


@pytest.fixture(autouse=True)
def _in_a_bucket(rclone_bucket):
    """Its signatures are checked."""


@pytest.fixture
def large_file(real_video, tmp_path):
    """Real video with a tail that players ignore: it goes in three parts."""
    path = tmp_path / "large.mp4"
    free = SIZE - real_video.stat().st_size
    path.write_bytes(real_video.read_bytes() + free.to_bytes(4, "big") + b"free" + bytes(free - 8))
    return path


@pytest.fixture
def puts(monkeypatch):
    """What is done before each PUT, by its number; and the addresses that were put to."""
    before, seen = {}, []
    real = transfer.requests.put

    def put(url, **kwargs):
        seen.append(url)
        before.get(len(seen), lambda: None)()
        return real(url, **kwargs)

    monkeypatch.setattr(transfer.requests, "put", put)
    return before, seen


def _original(clip):
    """Once the worker took it over."""
    asset = PracticeClip.objects.get(pk=clip["id"]).asset
    take_over(asset)
    return asset.original_key


def test_a_file_goes_straight_to_the_bucket(portal, exercise, large_file, puts, rclone_bucket):
    clip = portal.upload(large_file, str(exercise.uid))

    assert len(puts[1]) == 3
    assert all(url.startswith(rclone_bucket.url) for url in puts[1])
    assert content(_original(clip)) == large_file.read_bytes()
    assert stored("uploads/") == []
    assert list(get_storage().begun_uploads()) == []


def test_an_upload_goes_on_after_a_crash(portal, exercise, large_file, puts, run_jobs):
    before, seen = puts

    def crash():
        raise KeyboardInterrupt

    before[2] = crash
    with pytest.raises(KeyboardInterrupt):
        portal.upload(large_file, str(exercise.uid))
    del before[2]

    clip = portal.upload(large_file, str(exercise.uid))
    run_jobs()

    assert len(seen) == 1 + 1 + 2
    assert PracticeClip.objects.count() == 1
    assert content(_original(clip)) == large_file.read_bytes()
    assert portal.status(clip["id"])["state"] == "ready"


@pytest.fixture
def long_ago(monkeypatch):
    """Addresses of parts are signed as if by a clock of days ago, until it is told to stop."""
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


def test_addresses_that_grew_old_are_asked_for_again(portal, exercise, large_file, puts, long_ago):
    _before, seen = puts
    long_ago[0] = lambda: len(seen) > 0

    clip = portal.upload(large_file, str(exercise.uid))

    assert len(seen) == 4
    assert content(_original(clip)) == large_file.read_bytes()


@pytest.mark.usefixtures("long_ago")
def test_addresses_that_are_never_good_end_it(portal, exercise, large_file, puts):
    """As when the portal's own clock is wrong."""
    _before, seen = puts

    with pytest.raises(StaleAddress):
        portal.upload(large_file, str(exercise.uid))
    assert len(seen) == 1 + RENEWALS


def test_what_was_damaged_on_the_way_is_told(
    portal, exercise, large_file, rclone_bucket, settings, run_jobs
):
    left = [1]

    def once(request):
        left[0] -= request.method == "PUT"
        return Fault.DAMAGED_REQUEST if left[0] == 0 and request.method == "PUT" else None

    with FlakyProxy(rclone_bucket.port, once) as proxy:
        settings.S3_PUBLIC_ENDPOINT_URL = proxy.url
        clip = portal.upload(large_file, str(exercise.uid))
    run_jobs()

    with pytest.raises(PractikaError) as refused:
        portal.wait_until_ready(clip["id"], timeout=60)
    assert refused.value.code == "changed_on_the_way"
    assert "send it again" in refused.value.message


def test_a_bad_network_is_got_over(
    portal, exercise, large_file, rclone_bucket, settings, monkeypatch
):
    monkeypatch.setattr("practika.http.PAUSES", (0, 0, 0, 0, 0))
    fates = iter([Fault.CUT_REQUEST, Fault.BUSY, Fault.LOST_ANSWER, Fault.BROKEN])

    with FlakyProxy(rclone_bucket.port, lambda request: next(fates, None)) as proxy:
        settings.S3_PUBLIC_ENDPOINT_URL = proxy.url
        clip = portal.upload(large_file, str(exercise.uid))

    assert sum(proxy.done.values()) == 4
    assert content(_original(clip)) == large_file.read_bytes()


def test_a_bucket_needs_the_size(portal, exercise):
    with pytest.raises(PractikaError) as refused:
        portal.request_upload(str(exercise.uid), filename="take.mp4")

    assert (refused.value.status, refused.value.code) == (400, "size_needed")
