"""The SDK does the main job with a file from disk, over HTTP, on a real transcode."""

import subprocess

import imageio_ffmpeg
import pytest
import requests

from practice.models import Take, TakeStatus
from practika import transfer
from practika.client import Practika
from practika.errors import PractikaError
from practika.http import Api
from practika.transfer import Progress
from tests.factories import PASSWORD
from videos.models import StorageLimits

pytestmark = pytest.mark.django_db(transaction=True)


def decoded_seconds(portal, hls):
    """The duration a player can decode, given only the URL."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", portal.api.absolute(hls)]
    command += ["-map", "0:v:0", "-f", "null", "-progress", "-", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    times = [line for line in done.stdout.splitlines() if line.startswith("out_time_us=")]
    return int(times[-1].split("=")[1]) / 1_000_000


def test_upload_hands_in_a_file_that_then_plays(portal, exercise, real_video, run_jobs, tmp_path):
    seen: list[Progress] = []
    exercise_id = portal.exercises()[0]["id"]

    take = portal.upload(real_video, exercise_id, on_progress=seen.append)
    run_jobs()
    status = portal.wait_until_ready(take["id"], timeout=60)
    streams = portal.streams(take["id"])

    assert exercise_id == str(exercise.uid)
    assert portal.take(take["id"]) == portal.clip(take["id"])
    assert take["status"] == TakeStatus.SUBMITTED
    assert seen[-1] == Progress("committing", real_video.stat().st_size, real_video.stat().st_size)
    assert status["percent"] == 100
    assert decoded_seconds(portal, streams["hls"]) == pytest.approx(2, abs=0.1)


@pytest.mark.usefixtures("local_storage")  # a bucket requires the size first
def test_steps_one_by_one_as_in_the_first_sdk(portal, exercise, real_video, run_jobs):
    asked = portal.request_upload(str(exercise.uid), 2)
    put = requests.put(portal.api.absolute(asked["url"]), data=real_video.read_bytes(), timeout=10)
    portal.commit(asked["take_id"])
    again = portal.commit(asked["take_id"])
    run_jobs()

    assert put.ok
    assert again["take_id"] == asked["clip_id"]
    assert portal.status(asked["take_id"])["state"] == "ready"
    assert portal.streams(asked["take_id"])["duration_ms"] == pytest.approx(2000, abs=100)


@pytest.fixture
def large_file(real_video, tmp_path):
    """A real video with a tail that players ignore: 20 MB, so that it is sent in parts."""
    path = tmp_path / "large.mp4"
    free = 20_000_000 - real_video.stat().st_size
    box = free.to_bytes(4, "big") + b"free" + bytes(free - 8)
    path.write_bytes(real_video.read_bytes() + box)
    return path


def test_upload_continues_after_a_crash_with_the_missing_parts(
    portal, exercise, large_file, monkeypatch, run_jobs
):
    sent: list[int] = []
    real_put = transfer.requests.put

    def dies_at_the_second_part(url, **kwargs):
        if len(sent) == 1:
            raise KeyboardInterrupt
        sent.append(len(kwargs["data"]))
        return real_put(url, **kwargs)

    monkeypatch.setattr(transfer.requests, "put", dies_at_the_second_part)
    with pytest.raises(KeyboardInterrupt):
        portal.upload(large_file, str(exercise.uid))
    resent: list[int] = []
    monkeypatch.setattr(
        transfer.requests,
        "put",
        lambda url, **kwargs: resent.append(len(kwargs["data"])) or real_put(url, **kwargs),
    )
    take = portal.upload(large_file, str(exercise.uid))
    run_jobs()

    assert sum(sent) + sum(resent) == 20_000_000
    assert Take.objects.count() == 1
    assert portal.status(take["id"])["state"] == "ready"


def test_lost_commit_response_creates_no_second_take(portal, exercise, real_video, monkeypatch):
    commit = portal.commit

    def response_is_lost(take_id, **kwargs):
        commit(take_id, **kwargs)
        raise requests.ConnectionError

    monkeypatch.setattr(portal, "commit", response_is_lost)
    with pytest.raises(requests.ConnectionError):
        portal.upload(real_video, str(exercise.uid))
    monkeypatch.setattr(portal, "commit", commit)
    take = portal.upload(real_video, str(exercise.uid))

    assert Take.objects.get().pk == Take.objects.get(pk=take["id"]).pk


def test_a_full_account_is_told_before_a_byte_is_sent(portal, exercise, real_video, student):
    StorageLimits.objects.update_or_create(pk=StorageLimits.load().pk, defaults={"person_gb": 0})
    with pytest.raises(PractikaError, match="left of") as refused:
        portal.upload(real_video, str(exercise.uid))
    assert (refused.value.status, refused.value.code) == (413, "storage_full")
    assert not Take.objects.exists()


def test_network_failures_are_retried(portal, exercise, real_video, monkeypatch):
    failures = iter([requests.ConnectionError, requests.Timeout])
    real_put = transfer.requests.put

    def flaky(url, **kwargs):
        fault = next(failures, None)
        if fault:
            raise fault
        return real_put(url, **kwargs)

    monkeypatch.setattr(transfer.requests, "put", flaky)
    monkeypatch.setattr("practika.http.PAUSES", (0, 0, 0))
    take = portal.upload(real_video, str(exercise.uid))

    assert take["status"] == TakeStatus.SUBMITTED


def test_refusals_are_sentences(portal, exercise, live_server, stranger, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("not a video")

    with pytest.raises(PractikaError) as refused:
        portal.upload(text, str(exercise.uid))
    with pytest.raises(PractikaError) as wrong:
        Practika.log_in(live_server.url, stranger.email, "wrong")
    with pytest.raises(PractikaError) as hidden:
        Practika.log_in(live_server.url, stranger.email, PASSWORD).request_upload(str(exercise.uid))

    assert refused.value.code == "wrong_type"
    assert wrong.value.status == 401
    assert hidden.value.status == 404


def test_a_file_that_is_not_a_video_fails_with_a_reason(portal, exercise, tmp_path, run_jobs):
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(b"\x00" * 5000)
    take = portal.upload(fake, str(exercise.uid))
    run_jobs()

    with pytest.raises(PractikaError) as failed:
        portal.wait_until_ready(take["id"], timeout=60)

    assert failed.value.status == 422
    assert failed.value.message


def test_a_jwt_does_as_well_as_a_token(live_server, student, exercise, memory):
    credentials = {"email": student.email, "password": PASSWORD}
    pair = Api(live_server.url).call("POST", "auth/jwt/", json=credentials)
    portal = Practika(live_server.url, pair["access_token"], memory=memory)
    assert [one["title"] for one in portal.exercises()] == [exercise.title]
