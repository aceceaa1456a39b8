"""The sender's checksum, compared with what arrived."""

import hashlib
from pathlib import Path

import pytest

from accounts.models import User
from tests.plugins.storage import put
from tests.plugins.video import RunJobs
from videos.intake import uploads
from videos.models import AssetKind, AssetState, VideoAsset

RIGHT, WRONG = "right", "0" * 64


def _sent(
    student: User, path: Path, *, begin_with: str = "", commit_with: str = ""
) -> tuple[VideoAsset, str]:
    body = path.read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()
    said = {RIGHT: sha256, WRONG: WRONG, "": ""}
    upload = uploads.begin_upload(
        actor=student,
        kind=AssetKind.UPLOAD,
        filename="take.mp4",
        size_bytes=len(body),
        checksum_sha256=said[begin_with],
    )
    assert put(uploads.ticket(upload).url, body) == 200
    asset = uploads.commit_upload(
        actor=student, upload=upload, checksum_sha256=said[commit_with].upper()
    )
    return asset, sha256


@pytest.mark.parametrize(("begin", "commit"), [(RIGHT, ""), ("", RIGHT), ("", "")])
def test_an_intact_file_is_prepared(
    student: User, real_video: Path, run_jobs: RunJobs, begin: str, commit: str
) -> None:
    asset, sha256 = _sent(student, real_video, begin_with=begin, commit_with=commit)
    run_jobs()
    asset.refresh_from_db()

    assert asset.processing_status == AssetState.READY
    assert asset.checksum_sha256 == sha256


@pytest.mark.parametrize(("begin", "commit"), [(WRONG, ""), ("", WRONG), (RIGHT, WRONG)])
def test_a_file_damaged_in_transit_is_refused(
    student: User, real_video: Path, run_jobs: RunJobs, begin: str, commit: str
) -> None:
    asset, _sha256 = _sent(student, real_video, begin_with=begin, commit_with=commit)
    run_jobs()
    asset.refresh_from_db()

    assert asset.processing_status == AssetState.FAILED
    assert asset.error_code == "changed_on_the_way"
    assert "damaged during the upload" in asset.reason
    assert asset.renditions.count() == 0


def test_a_file_made_unreadable_in_transit_is_reported_as_damaged(
    student: User, tmp_path: Path, run_jobs: RunJobs
) -> None:
    """And not as a file that is no video, which it looks like now."""
    path = tmp_path / "noise.mp4"
    path.write_bytes(b"\x00" * 5000)
    asset, _sha256 = _sent(student, path, commit_with=WRONG)
    run_jobs()
    asset.refresh_from_db()

    assert asset.error_code == "changed_on_the_way"
