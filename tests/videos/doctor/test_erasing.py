"""What is still there long after it was deleted is told."""

from datetime import timedelta

from django.utils import timezone

from portal.videos import erasure
from portal.videos.doctor.erasing import erasing
from portal.videos.models import Erasure


def test_what_was_deleted_today_is_fine(db: None) -> None:
    erasure.promise("videos/a/")

    (finding,) = erasing()

    assert (finding.level, "1 wait" in finding.text) == ("ok", True)


def test_what_is_still_there_a_day_later_is_not(db: None) -> None:
    erasure.promise("videos/a/")
    long_ago = timezone.now() - timedelta(days=2)
    Erasure.objects.update(created_at=long_ago, error="the bucket refuses")

    (finding,) = erasing()

    assert (finding.level, "the bucket refuses" in finding.text) == ("fail", True)


def test_what_waits_for_its_last_look_is_gone_already(db: None) -> None:
    erasure.promise("videos/a/")
    erasure.finish_due()
    Erasure.objects.update(created_at=timezone.now() - timedelta(days=2))

    (finding,) = erasing()

    assert finding.level == "ok"
