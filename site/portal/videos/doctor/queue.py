"""The queue, and whether somebody works it off."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from portal.core.doctor import Finding, bad, good, note, register
from portal.videos import worker as this_process
from portal.videos import workers
from portal.videos.models import Job, JobState, WorkerSign

SLOW = timedelta(minutes=15)


@register("queue", order=50)
def queue() -> Iterator[Finding]:
    try:
        returned = _round_trip()
    except Exception as error:  # noqa: BLE001 - each queue fails in its own way
        mend = "see redis above; jobs wait in the database and nothing is lost"
        yield bad(f"the queue takes no doorbells ({error})", mend=mend)
    else:
        if not returned:
            yield bad("a doorbell went in and did not come out", mend="is QUEUE_NAME shared?")
        else:
            yield good(f"doorbells come through, {HUEY.storage.queue_size()} wait")
    yield from _jobs()


def _round_trip() -> bool:
    """Through a queue of its own beside ours, so that no worker takes it away."""
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
    text = f"{waiting.count()} jobs wait, the first for {round(age.total_seconds() / 60)} min"
    if age > SLOW:
        yield note(text, mend="start more workers, or see why those at work take so long")
    elif oldest:
        yield good(text)
    failed = Job.objects.filter(state=JobState.FAILED).count()
    if failed:
        yield note(f"{failed} jobs were set aside", mend="see Jobs in the admin: why, and again")


@register("worker", order=55)
def worker() -> Iterator[Finding]:
    alive = list(workers.alive())
    if alive:
        yield good(workers.say_alive())
        yield from _alike(alive)
        yield from _one_folder({sign.host for sign in alive})
        return
    text = f"{workers.say_alive()}: videos wait"
    if settings.DEBUG:
        yield note(text, mend="start one: `make worker`")
    else:
        mend = "start one, by `systemctl start practika-worker@1` or its container, and see its log"
        yield bad(text, mend=mend)


def _alike(alive: list[WorkerSign]) -> Iterator[Finding]:
    ours = workers.code_version()
    if any(sign.version != ours for sign in alive):
        yield note("not all run this version", mend="restart the older ones")
    keys = {sign.key_digest for sign in alive if sign.version == ours}
    if keys - {workers.key_digest()}:
        text = "not all have this SECRET_KEY: what one signs, the other refuses"
        yield bad(text, mend="give all machines the same, and restart them")


def _one_folder(hosts: set[str]) -> Iterator[Finding]:
    """What a student sends lies with the web server; a worker elsewhere would not find it."""
    hosts |= {this_process.process_name().rpartition(":")[0]}
    if settings.MEDIA_STORAGE == "local" and len(hosts) > 1:
        text = f"videos are kept in a folder, and {', '.join(sorted(hosts))} use them"
        yield note(text, mend="let them share its disk, or keep videos in a bucket")
