"""Memory: what encoders need, what is available, and whether it ran out recently."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from core.doctor import Finding, good, note, register
from videos.models import JobAttempt, Outcome

EACH_JOB = 1024**3
"""For a 4K original: the decoder and all encoders. A phone's 1080p takes half of that."""
LATELY = timedelta(days=1)
GROUP = Path("/sys/fs/cgroup")


@register("memory", order=76)
def memory() -> Iterator[Finding]:
    wanted = EACH_JOB * int(settings.HUEY.get("consumer", {}).get("workers", 1))
    free = available_bytes()
    text = f"{_size(free)} of memory free, this worker may need {_size(wanted)}"
    if free < wanted:
        yield note(text, fix="add memory, or lower WORKERS")
    else:
        yield good(text)
    if killed := _killed_lately():
        fix = "give workers more memory, or lower WORKERS; see Jobs in the admin"
        yield note(f"{killed} attempts in the last day ran out of memory or were killed", fix=fix)


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


def _killed_lately() -> int:
    said = Q(detail__startswith="out_of_memory") | Q(detail__startswith="killed")
    troubled = Q(outcome=Outcome.TROUBLE) & said
    since = timezone.now() - LATELY
    attempts = JobAttempt.objects.filter(started_at__gte=since)
    return attempts.filter(troubled | Q(outcome=Outcome.LOST)).count()


def _size(count: float) -> str:
    return f"{count / 1024**3:.1f} GB"
