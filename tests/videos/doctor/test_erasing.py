"""Files that are still there long after they were deleted are reported."""

from datetime import timedelta

from django.utils import timezone

from videos.doctor.erasing import erasing
from videos.models import Erasure
from videos.upkeep import erasure


def test_files_deleted_today_are_fine(db: None) -> None:
    erasure.schedule_erasure("videos/a/")

    (finding,) = erasing()

    assert (finding.level, "1 wait" in finding.text) == ("ok", True)


def test_files_still_there_a_day_later_are_not(db: None) -> None:
    erasure.schedule_erasure("videos/a/")
    long_ago = timezone.now() - timedelta(days=2)
    Erasure.objects.update(created_at=long_ago, error="the bucket refuses")

    (finding,) = erasing()

    assert (finding.level, "the bucket refuses" in finding.text) == ("fail", True)


def test_files_waiting_for_the_final_check_count_as_gone(db: None) -> None:
    erasure.schedule_erasure("videos/a/")
    erasure.finish_due()
    Erasure.objects.update(created_at=timezone.now() - timedelta(days=2))

    (finding,) = erasing()

    assert finding.level == "ok"
