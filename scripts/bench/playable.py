"""From commit to "it plays", through the services that a hand-in goes through."""

from collections.abc import Callable
from pathlib import Path

from scripts.bench import recordings
from scripts.bench.clock import seconds_of
from scripts.testbed.table import Row
from scripts.testbed.takes import commit, send
from videos.models import Job, Upload, VideoAsset
from videos.storage import get_storage
from videos.worker import run

MAX_SECONDS = 5
MAX_RATIO = 1.3
TRIES = 3

Alone = Callable[[Path, Path], None]


def rows(home: Path) -> list[Row]:
    return [_phone(home), *(_webm(home, codec) for codec in recordings.WEBM)]


def _phone(home: Path) -> Row:
    file = recordings.phone_video(home)
    seconds, alone = _compared(home, file, recordings.copy_alone)
    file.unlink()
    name = "playable: 10 min of a phone's 1080p H.264"
    return Row(name, seconds, "s", alone, MAX_SECONDS)


def _webm(home: Path, codec: str) -> Row:
    file = recordings.browser_recording(home, codec)
    seconds, alone = _compared(home, file, recordings.encode_360p_alone)
    file.unlink()
    name = f"playable: {recordings.WEBM_SECONDS} s of a browser's 720p {codec}"
    return Row(name, seconds, "s", alone, most_ratio=MAX_RATIO)


def _compared(home: Path, file: Path, alone: Alone) -> tuple[float, float]:
    """The best of a few turns each, one after the other: what else runs then hits both."""
    ours, theirs = [], []
    for _ in range(TRIES):
        theirs.append(_alone(home, file, alone))
        ours.append(_playable(file))
    return min(ours), min(theirs)


def _alone(home: Path, file: Path, make: Alone) -> float:
    target = home / "alone.mp4"
    seconds = seconds_of(lambda: make(file, target))
    target.unlink()
    return seconds


def _playable(file: Path) -> float:
    """Seconds from the commit until the asset can be watched."""
    upload = sent(file)
    seconds = seconds_of(lambda: (commit(upload), run.work_one()))
    forget(watchable(upload))
    return seconds


def sent(file: Path) -> Upload:
    """All of it is in the storage, and not committed. No other job waits."""
    Job.objects.open().delete()
    return send(file)


def watchable(upload: Upload) -> VideoAsset:
    asset = VideoAsset.objects.get(pk=upload.asset_id)
    if not asset.is_watchable:
        raise RuntimeError(f"{asset.pk} does not play: {asset.processing_error}")
    return asset


def forget(asset: VideoAsset) -> None:
    get_storage().delete_prefix(f"videos/{asset.pk}")
    Job.objects.filter(asset=asset).delete()
