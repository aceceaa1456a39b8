"""Takes for the drills, and what must be left of them: call these once Django is set up."""

import time
from collections import Counter
from pathlib import Path

from django.conf import settings

from portal.accounts.models import User
from portal.demo.video import make_video
from portal.events.models import Event
from portal.videos import tasks, uploads
from portal.videos.models import (
    AssetKind,
    AssetState,
    Job,
    JobAttempt,
    JobKind,
    Outcome,
    VideoAsset,
)
from portal.videos.storage import get_storage


def film(folder: Path, *, seconds: float = 2) -> Path:
    """Large enough for a ladder, in a codec that must be encoded."""
    recipe = {"seed": 2, "width": 480, "height": 640, "fps": 12, "codec": "vp8"}
    return make_video(folder / "take.webm", skill="sport", seconds=seconds, **recipe)


def somebody() -> User:
    person, _made = User.objects.get_or_create(email="drill@example.com")
    return person


def hand_in(path: Path) -> VideoAsset:
    """The way every take goes: begin, bytes, commit."""
    upload = uploads.begin_upload(
        actor=somebody(),
        kind=AssetKind.UPLOAD,
        filename=path.name,
        size_bytes=path.stat().st_size,
    )
    get_storage().put_file(path, upload.key)
    return uploads.commit_upload(actor=somebody(), upload=upload)


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


def leftovers() -> list[str]:
    """What lies in the storage or the scratch folder and belongs to nothing."""
    stored = {found.key for found in get_storage().walk()}
    scratch = [str(path) for path in Path(settings.VIDEO_SCRATCH).glob("*")]
    return sorted(stored - _wanted()) + scratch


def missing() -> list[str]:
    """What a row names and the storage lacks."""
    storage = get_storage()
    return sorted(key for key in _wanted() if not storage.exists(key))


def _wanted() -> set[str]:
    keys: set[str] = set()
    for asset in VideoAsset.objects.prefetch_related("renditions", "clips"):
        keys |= {asset.original_key}
        keys |= {asset.poster_key} if asset.has_poster else set()
        keys |= {rendition.key for rendition in asset.renditions.all()}
        keys |= {clip.storage_key for clip in asset.clips.all() if clip.has_file}
    return keys
