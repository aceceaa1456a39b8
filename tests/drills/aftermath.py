"""What must be left when a drill is over: nothing lost, doubled or forgotten. Needs Django."""

import time
from collections import Counter
from pathlib import Path

from django.conf import settings

from events.models import Event
from videos import tasks
from videos.models import AssetState, Job, JobAttempt, JobKind, Outcome, VideoAsset
from videos.storage import get_storage


def all_settled() -> bool:
    return not Job.objects.open().exists()


def lost() -> int:
    """Takes that did not become ready, with all their qualities."""
    wanted = VideoAsset.objects.filter(processing_status=AssetState.READY, error_code="")
    return VideoAsset.objects.count() - wanted.count()


def doubled() -> int:
    """News told twice, and jobs that were done twice."""
    news = Event.objects.filter(verb__in=["videos.playable", "videos.ready"])
    told = Counter(news.values_list("verb", "object_id"))
    done = Counter(JobAttempt.objects.filter(outcome=Outcome.DONE).values_list("job", flat=True))
    once = Job.objects.filter(kind__in=[JobKind.PREPARE, JobKind.LADDER, JobKind.CLIP])
    jobs = Counter(once.values_list("kind", "asset", "clip"))
    return sum(count - 1 for counted in (told, done, jobs) for count in counted.values())


def sweep(*, pause: float) -> None:
    """Twice: what ended must be old enough for it."""
    tasks.sweep_now()
    time.sleep(pause)
    tasks.sweep_now()


def leftovers() -> int:
    """What lies in the storage or the scratch folder and belongs to nothing, and what a row names
    and the storage lacks."""
    storage, wanted = get_storage(), _wanted()
    stored = {found.key for found in storage.walk()}
    scratch = list(Path(settings.VIDEO_SCRATCH).glob("*"))
    missing = [key for key in wanted if not storage.exists(key)]
    return len(stored - wanted) + len(scratch) + len(missing)


def _wanted() -> set[str]:
    keys: set[str] = set()
    for asset in VideoAsset.objects.prefetch_related("renditions", "clips"):
        keys |= {asset.original_key}
        keys |= {asset.poster_key} if asset.has_poster else set()
        keys |= {rendition.key for rendition in asset.renditions.all()}
        keys |= {clip.storage_key for clip in asset.clips.all() if clip.has_file}
    return keys
