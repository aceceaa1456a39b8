"""Real videos for every test: a file, a finished asset, and a way to run the jobs.

real_video              path of a small MP4 (2 s, 426×240, with sound), made once
ready_asset(owner)      a fully processed asset with real bytes, of `real_video` or of a given path;
                        processed once, then copied
run_jobs()              do all open jobs now, in this process; their number
make_asset(owner, path) an asset whose original is this file, waiting for its first job
"""

import math
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings

from accounts.models import User
from demo.video import make_video
from videos.models import AssetState, Job, Rendition, VideoAsset
from videos.queue.enqueue import prepare_soon
from videos.storage import get_storage
from videos.worker import lease_renewal, run

COMMITTING = {"transactional_db", "live_server"}
MakeAsset = Callable[..., VideoAsset]
RunJobs = Callable[[], int]

ASSET_FACTS = [
    "orig_filename",
    "mime_type",
    "size_bytes",
    "checksum_sha256",
    "duration_ms",
    "width",
    "height",
    "probe",
    "has_video",
    "has_audio",
    "has_poster",
    "processing_status",
    "processing_percent",
    "processed_at",
    "last_validated",
]
RENDITION_FACTS = [
    "name",
    "width",
    "height",
    "codecs",
    "frame_rate",
    "bandwidth",
    "average_bandwidth",
    "duration_ms",
    "size_bytes",
    "index",
]


@pytest.fixture(scope="session")
def real_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real-video")
    recipe = {"seconds": 2, "seed": 1, "width": 426, "height": 240, "fps": 25}
    return make_video(folder / "take.mp4", skill="music", **recipe)


@pytest.fixture(scope="session")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a tone, as WAV."""
    path = tmp_path_factory.mktemp("sound") / "tune.wav"
    with wave.open(str(path), "wb") as tone:
        tone.setparams((1, 2, 22_050, 0, "NONE", ""))
        samples = (int(9000 * math.sin(n * 2 * math.pi * 440 / 22_050)) for n in range(44_100))
        tone.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    return path


@pytest.fixture(autouse=True)
def _alone_with_its_jobs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's rows are in a transaction that no other connection sees: whoever looks from there
    whether a job is still held would take it for lost."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker and (marker.kwargs.get("transaction") or any(marker.args))
    if not commits and not COMMITTING & set(request.fixturenames):
        monkeypatch.setattr(lease_renewal, "_keep_until", lambda *given: None)


def _run_jobs() -> int:
    """A test's rows are not committed: the thread that looks after the job would not find it."""
    with patch.object(lease_renewal, "CHECK_SECONDS", settings.JOB_LEASE_SECONDS):
        return _run_all()


def _run_all() -> int:
    done = 0
    while done < 100 and run.work_one():
        done += 1
    return done


@pytest.fixture
def run_jobs(db: None) -> RunJobs:
    return _run_jobs


def _make_asset(owner: User | None, path: Path, **values: Any) -> VideoAsset:
    asset = VideoAsset.objects.create(
        owner=owner,
        size_bytes=path.stat().st_size,
        processing_status=AssetState.CHECKING,
        **{"orig_filename": path.name, "mime_type": "video/mp4"} | values,
    )
    get_storage().put_file(path, asset.original_key)
    prepare_soon(asset)
    return asset


@pytest.fixture
def make_asset(db: None) -> MakeAsset:
    return _make_asset


@dataclass(frozen=True)
class Mould:
    """A processed asset apart from any test's database and storage."""

    files: Path
    facts: dict[str, Any]
    renditions: list[dict[str, Any]]

    def cast(self, owner: User | None, **values: Any) -> VideoAsset:
        asset = VideoAsset.objects.create(owner=owner, **{**self.facts, **values})
        for facts in self.renditions:
            Rendition.objects.create(asset=asset, **facts)
        for path in self.files.rglob("*"):
            if path.is_file():
                get_storage().put_file(path, f"videos/{asset.pk}/{path.relative_to(self.files)}")
        return asset


_moulds: dict[Path, Mould] = {}


def _mould(path: Path, folder: Path) -> Mould:
    asset = _make_asset(None, path)
    _run_jobs()
    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY, asset.reason
    _copy_out(f"videos/{asset.pk}/", folder)
    facts = {name: getattr(asset, name) for name in ASSET_FACTS}
    renditions = [{n: getattr(r, n) for n in RENDITION_FACTS} for r in asset.renditions.all()]
    asset.delete()
    return Mould(folder, facts, renditions)


def _copy_out(prefix: str, folder: Path) -> None:
    for one in get_storage().walk(prefix):
        path = folder / one.key.removeprefix(prefix)
        path.parent.mkdir(parents=True, exist_ok=True)
        get_storage().download_to(one.key, path)


@pytest.fixture
def ready_asset(db: None, real_video: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeAsset:
    def cast(owner: User | None, path: Path = real_video, **values: Any) -> VideoAsset:
        if path not in _moulds:
            assert not Job.objects.open().exists(), "ask for ready_asset before making jobs"
            _moulds[path] = _mould(path, tmp_path_factory.mktemp("mould") / "files")
        return _moulds[path].cast(owner, **values)

    return cast
