"""Which workers are alive: each process writes a sign every few seconds, also when idle.

alive()             the workers seen lately
say_alive()         "2 workers alive, last sign 3 s ago"
with signing(2): …  a thread writes this process's signs, and takes its row away at the end
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

import portal.videos
from portal.videos import queue, worker
from portal.videos.models import WorkerSign

logger = logging.getLogger(__name__)

SIGN_SECONDS = 10
ALIVE = timedelta(seconds=3 * SIGN_SECONDS + 5)
FORGOTTEN = timedelta(days=1)


def alive() -> QuerySet[WorkerSign]:
    """Seen within three signs and a bit; last seen first."""
    since = timezone.now() - ALIVE
    return WorkerSign.objects.filter(seen_at__gte=since).order_by("-seen_at")


def is_alive(sign: WorkerSign) -> bool:
    return sign.seen_at >= timezone.now() - ALIVE


def say_alive() -> str:
    """One line for an engineer."""
    signs = list(alive())
    if not signs:
        last = WorkerSign.objects.order_by("-seen_at").first()
        return f"no worker alive{f', last sign {_ago(last)}' if last else ''}"
    count = f"{len(signs)} worker{'s' if len(signs) > 1 else ''} alive"
    return f"{count}, last sign {_ago(signs[0])}"


def sign(threads: int = 1) -> None:
    name, now = worker.process_name(), timezone.now()
    facts = {
        "seen_at": now,
        "threads": threads,
        "host": name.rpartition(":")[0],
        "version": code_version(),
        "key_digest": key_digest(),
    }
    WorkerSign.objects.update_or_create(
        name=name, defaults=facts, create_defaults=facts | {"started_at": now}
    )


def sign_off() -> None:
    WorkerSign.objects.filter(name=worker.process_name()).delete()


def forget_old() -> int:
    return WorkerSign.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()[0]


@cache
def code_version() -> str:
    """The same for processes that run the same code, wherever they got it from."""
    sources = sorted(Path(portal.videos.__path__[0]).rglob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    return digest.hexdigest()[:10]


def key_digest() -> str:
    """The same where the SECRET_KEY is, and no help in guessing it."""
    return salted_hmac(__name__, "", algorithm="sha256").hexdigest()[:20]


@contextmanager
def signing(threads: int) -> Iterator[None]:
    """The row goes when the process ends well; that of a killed one is seen for 35 s more."""
    done = threading.Event()
    thread = threading.Thread(target=_sign_until, args=(done, threads), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=SIGN_SECONDS)


def _sign_until(done: threading.Event, threads: int) -> None:
    try:
        while not done.is_set():
            _tried(partial(sign, threads))
            _tried(partial(ring_if_free, threads))
            done.wait(SIGN_SECONDS)
        _tried(sign_off)
    finally:
        connection.close()


def ring_if_free(threads: int) -> None:
    """A doorbell gets lost, or rings where all hands are full: so each looks for itself, too."""
    if len(worker.at_work()) < threads and worker.is_waiting():
        queue.ring()


def _tried(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        logger.exception("this worker could not give a sign of life now")


def _ago(sign: WorkerSign) -> str:
    return f"{max(0, round((timezone.now() - sign.seen_at).total_seconds()))} s ago"
