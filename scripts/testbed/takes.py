"""What people send: films, uploads and takes, through the portal's own services. Needs Django."""

from pathlib import Path

from accounts.models import User
from courses.models import Exercise
from demo.video import make_video
from practice.models import Take
from practice.services import commit_take, start_take
from scripts.testbed.people import a_student
from videos.intake import uploads
from videos.models import AssetKind, Upload, VideoAsset
from videos.storage import get_storage


def film(folder: Path, *, seconds: float = 2) -> Path:
    """Large enough for a ladder, in a codec that must be encoded."""
    recipe = {"seed": 2, "width": 480, "height": 640, "fps": 12, "codec": "vp8"}
    return make_video(folder / "take.webm", skill="sport", seconds=seconds, **recipe)


def send(path: Path) -> Upload:
    """All bytes are there, and not committed."""
    upload = uploads.begin_upload(
        actor=a_student(),
        kind=AssetKind.UPLOAD,
        filename=path.name,
        size_bytes=path.stat().st_size,
    )
    get_storage().put_file(path, upload.key)
    return upload


def commit(upload: Upload) -> VideoAsset:
    return uploads.commit_upload(actor=a_student(), upload=upload)


def hand_in(path: Path) -> VideoAsset:
    """A video without an exercise, which is all that a worker needs."""
    return commit(send(path))


def hand_in_take(path: Path, *, student: User, exercise: Exercise) -> Take:
    size = path.stat().st_size
    take = start_take(actor=student, exercise=exercise, filename=path.name, size_bytes=size)
    get_storage().put_file(path, take.asset.upload.key)
    return commit_take(actor=student, take=take)
