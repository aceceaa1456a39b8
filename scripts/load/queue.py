"""A hundred takes wait to be encoded, and pages are opened all the while.

Then a smaller queue by one worker and by two, each on a core of its own: on a machine whose cores
are all taken by one encoder, a second worker adds order, not speed.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.load.pages import look_at_each
from scripts.load.settled import settled
from scripts.load.wrk import Answers, load
from scripts.production import Production
from scripts.testbed.table import Row

TAKES, FEW_TAKES = 100, 16
VISITORS = 10
MOST_P95_MS = 500
MAX_RATIO = 0.6
MAX_SECONDS = 1800


def rows() -> list[Row]:
    with settled() as portal:
        from scripts.testbed.takes import film

        take = film(portal.home)
        return [*under_way(portal, take), *side_by_side(portal, take)]


def under_way(portal: Production, take: Path) -> Iterator[Row]:
    from scripts.load import visitors

    lesson, sessions = visitors.lesson(), visitors.invited(portal.home, count=VISITORS).sessions
    url = portal.url + lesson.url
    look_at_each(url, sessions, lesson.title)
    load(url, sessions, at_once=VISITORS, seconds=3)
    since = enqueue(take, TAKES)
    started = time.monotonic()
    workers = [portal.start_worker() for _ in range(2)]
    answers = []
    while is_open(since) and time.monotonic() - started < MAX_SECONDS:
        answers.append(load(url, sessions, at_once=VISITORS, seconds=10))
    seconds = time.monotonic() - started
    for worker in workers:
        portal.stop_worker(worker)
    worst = max(one.p95_ms for one in answers)
    yield Row(
        f"{TAKES} takes in the queue: page p95, {VISITORS} at once", worst, "ms", most=MOST_P95_MS
    )
    yield Row(f"{TAKES} takes in the queue: pages' errors", _errors(answers), "", most=0)
    yield Row(
        f"{TAKES} takes in the queue: ladders begun before a first playable",
        overtaken(since),
        "",
        most=0,
    )
    yield Row(f"{TAKES} takes in the queue: not ready at the end", unready(since), "", most=0)
    yield Row(f"{TAKES} takes in the queue: all done", seconds, "s")


def side_by_side(portal: Production, take: Path) -> Iterator[Row]:
    if (os.cpu_count() or 1) < 2:
        print("One core: two workers cannot be quicker than one, so this is left out.", flush=True)
        return
    alone = drained(portal, take, cores=[0])
    both = drained(portal, take, cores=[0, 1])
    name = f"{FEW_TAKES} takes by two workers, a core each, against one"
    yield Row(name, both, "s", alone, most_ratio=MAX_RATIO)


def drained(portal: Production, take: Path, *, cores: list[int]) -> float:
    since = enqueue(take, FEW_TAKES)
    # One job each, ladders included: usually one ladder is let through at a time.
    knobs = {"WORKERS": "1", "LADDERS_AT_ONCE": str(len(cores))}
    workers = [portal.start_worker(core=core, **knobs) for core in cores]
    started = time.monotonic()
    while is_open(since):
        time.sleep(0.2)
    seconds = time.monotonic() - started
    for worker in workers:
        portal.stop_worker(worker)
    return seconds


def enqueue(take: Path, count: int) -> Any:
    from django.utils import timezone

    from scripts.testbed.takes import hand_in

    since = timezone.now()
    for _ in range(count):
        hand_in(take)
    return since


def is_open(since: Any) -> bool:
    from videos.models import Job

    return bool(Job.objects.open().filter(created_at__gte=since).exists())


def unready(since: Any) -> int:
    from videos.models import AssetState, VideoAsset

    made = VideoAsset.objects.filter(created_at__gte=since)
    return made.exclude(processing_status=AssetState.READY, error_code="").count()


def overtaken(since: Any) -> int:
    """Ladders that were begun while somebody still waited for a first playable rendition."""
    from videos.models import Job, JobAttempt, JobKind

    first = JobAttempt.objects.filter(number=1, job__created_at__gte=since)
    begun = dict(first.filter(job__kind=JobKind.PREPARE).values_list("job", "started_at"))
    waited = {
        job.created_at: begun[job.pk]
        for job in Job.objects.filter(kind=JobKind.PREPARE, pk__in=begun)
    }
    ladders = first.filter(job__kind=JobKind.LADDER).values_list("started_at", flat=True)
    return sum(
        any(queued < ladder < started for queued, started in waited.items()) for ladder in ladders
    )


def _errors(answers: list[Answers]) -> int:
    return sum(one.errors for one in answers)
