"""The queue, and whether a worker processes it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from core.doctor import Finding, bad, good, note, register
from videos.models import Job, JobState, WorkerHeartbeat
from videos.worker import heartbeats
from videos.worker import run as this_process

SLOW = timedelta(minutes=15)


@register("queue", order=50)
def queue() -> Iterator[Finding]:
    try:
        returned = _round_trip()
    except Exception as error:  # noqa: BLE001 - each queue fails in its own way
        fix = "see redis above; jobs wait in the database and nothing is lost"
        yield bad(f"the queue takes no messages ({error})", fix=fix)
    else:
        if not returned:
            fix = "check that nothing else uses this QUEUE_NAME"
            yield bad("a message sent to the queue did not come back", fix=fix)
        else:
            yield good(f"messages get through the queue, {HUEY.storage.queue_size()} waiting")
    yield from _jobs()


def _round_trip() -> bool:
    """Through a separate queue, so that no worker takes the message."""
    storage = HUEY.create_storage()
    aside = f"doctor{uuid4().hex}"
    for name in ("queue_key", "name"):
        if hasattr(storage, name):
            setattr(storage, name, aside)
    storage.enqueue(b"doctor")
    try:
        return bool(storage.dequeue() == b"doctor")
    finally:
        storage.flush_queue()


def _jobs() -> Iterator[Finding]:
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.QUEUED)
    oldest = waiting.filter(not_before__lte=now).order_by("queued_at").first()
    age = now - oldest.queued_at if oldest else timedelta()
    text = f"{waiting.count()} jobs waiting, the oldest for {round(age.total_seconds() / 60)} min"
    if age > SLOW:
        yield note(text, fix="start more workers, or find out why running jobs take so long")
    elif oldest:
        yield good(text)
    failed = Job.objects.filter(state=JobState.FAILED).count()
    if failed:
        yield note(f"{failed} jobs failed", fix="see why and retry them under Jobs in the admin")


@register("worker", order=55)
def worker() -> Iterator[Finding]:
    alive = list(heartbeats.alive())
    if alive:
        yield good(heartbeats.describe_alive())
        yield from _same_setup(alive)
        yield from _one_folder({one.host for one in alive})
        return
    text = f"{heartbeats.describe_alive()}: no video is processed"
    if settings.DEBUG:
        yield note(text, fix="start one: `make worker`")
    else:
        fix = "run `systemctl start practika-worker@1` or start its container; check its log"
        yield bad(text, fix=fix)


def _same_setup(alive: list[WorkerHeartbeat]) -> Iterator[Finding]:
    ours = heartbeats.code_version()
    if any(one.version != ours for one in alive):
        yield note("not all workers run this version", fix="restart the older ones")
    keys = {one.key_digest for one in alive if one.version == ours}
    if keys - {heartbeats.key_digest()}:
        text = "not all workers have this SECRET_KEY: what one signs, another refuses"
        yield bad(text, fix="set the same key on all machines, and restart them")


def _one_folder(hosts: set[str]) -> Iterator[Finding]:
    """Uploads are on the web server's disk; a worker elsewhere would not find them."""
    hosts |= {this_process.process_name().rpartition(":")[0]}
    if settings.MEDIA_STORAGE == "local" and len(hosts) > 1:
        text = f"videos are kept in a local folder, but used by {', '.join(sorted(hosts))}"
        yield note(text, fix="share that disk between them, or keep videos in a bucket")
