"""Memory: what encoders need, what there is, and whether it ran out lately."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from portal.core.doctor import Finding, good, note, register
from portal.videos.models import JobAttempt, Outcome

EACH_JOB = 1024**3
"""Of a 4K original, the decoder with all its encoders; a phone's 1080p takes half of it."""
LATELY = timedelta(days=1)
GROUP = Path("/sys/fs/cgroup")


@register("memory", order=76)
def memory() -> Iterator[Finding]:
    wanted = EACH_JOB * int(settings.HUEY.get("consumer", {}).get("workers", 1))
    free = available_bytes()
    text = f"{_size(free)} of memory are free, {_size(wanted)} are safe for this worker"
    if free < wanted:
        yield note(text, mend="give the machine more, or set WORKERS lower")
    else:
        yield good(text)
    if ended := _ended_lately():
        mend = "give workers more memory, or set WORKERS lower; see Jobs in the admin"
        yield note(f"{ended} tries of the last day ran out of memory or were killed", mend=mend)


def available_bytes() -> int:
    """The machine's, or what is left of the container's share."""
    facts = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    of_machine = int(facts["MemAvailable"].split()[0]) * 1024
    try:
        most = int((GROUP / "memory.max").read_text())
        used = int((GROUP / "memory.current").read_text())
    except (OSError, ValueError):
        return of_machine
    return min(of_machine, most - used)


def _ended_lately() -> int:
    said = Q(detail__startswith="out_of_memory") | Q(detail__startswith="killed")
    troubled = Q(outcome=Outcome.TROUBLE) & said
    since = timezone.now() - LATELY
    attempts = JobAttempt.objects.filter(started_at__gte=since)
    return attempts.filter(troubled | Q(outcome=Outcome.LOST)).count()


def _size(count: float) -> str:
    return f"{count / 1024**3:.1f} GB"
