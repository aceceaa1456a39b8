"""Which workers are alive: each process writes a heartbeat every few seconds, even when idle.

alive()             the workers seen recently
describe_alive()    "2 workers alive, last heartbeat 3 s ago"
with beating(2): …  a thread writes this process's heartbeats, and removes its row at the end
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

import videos
from videos.models import WorkerHeartbeat
from videos.queue.bell import ring
from videos.worker import run

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
ALIVE = timedelta(seconds=3 * BEAT_SECONDS + 5)
FORGOTTEN = timedelta(days=1)


def alive() -> QuerySet[WorkerHeartbeat]:
    """Seen within a little more than three heartbeats; most recent first."""
    since = timezone.now() - ALIVE
    return WorkerHeartbeat.objects.filter(seen_at__gte=since).order_by("-seen_at")


def is_alive(heartbeat: WorkerHeartbeat) -> bool:
    return heartbeat.seen_at >= timezone.now() - ALIVE


def describe_alive() -> str:
    """One line for an engineer."""
    found = list(alive())
    if not found:
        last = WorkerHeartbeat.objects.order_by("-seen_at").first()
        return f"no worker alive{f', last heartbeat {_ago(last)}' if last else ''}"
    count = f"{len(found)} worker{'s' if len(found) > 1 else ''} alive"
    return f"{count}, last heartbeat {_ago(found[0])}"


def beat(threads: int = 1) -> None:
    name, now = run.process_name(), timezone.now()
    facts = {
        "seen_at": now,
        "threads": threads,
        "host": name.rpartition(":")[0],
        "version": code_version(),
        "key_digest": key_digest(),
    }
    WorkerHeartbeat.objects.update_or_create(
        name=name, defaults=facts, create_defaults=facts | {"started_at": now}
    )


def remove() -> None:
    WorkerHeartbeat.objects.filter(name=run.process_name()).delete()


def forget_old() -> int:
    return WorkerHeartbeat.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()[0]


@cache
def code_version() -> str:
    """The same for all processes that run the same code, however it was installed."""
    sources = sorted(Path(videos.__path__[0]).rglob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    return digest.hexdigest()[:10]


def key_digest() -> str:
    """The same for the same SECRET_KEY, without revealing it."""
    return salted_hmac(__name__, "", algorithm="sha256").hexdigest()[:20]


@contextmanager
def beating(threads: int) -> Iterator[None]:
    """Removes the row when the process exits cleanly; a killed one looks alive for 35 s more."""
    done = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(done, threads), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=BEAT_SECONDS)


def _beat_until(done: threading.Event, threads: int) -> None:
    try:
        while not done.is_set():
            _tried(partial(beat, threads))
            _tried(partial(ring_if_free, threads))
            done.wait(BEAT_SECONDS)
        _tried(remove)
    finally:
        connection.close()


def ring_if_free(threads: int) -> None:
    """A doorbell may be lost, or ring while all threads are busy: each worker also looks itself."""
    if len(run.at_work()) < threads and run.is_waiting():
        ring()


def _tried(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        logger.exception("this worker could not write its heartbeat")


def _ago(heartbeat: WorkerHeartbeat) -> str:
    return f"{max(0, round((timezone.now() - heartbeat.seen_at).total_seconds()))} s ago"
