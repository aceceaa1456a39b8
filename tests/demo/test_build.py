"""The demo portal: believable, and safe to build again or after a break."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.models import Course, Enrolment, Exercise
from feedback.models import Feedback, ThreadMessage
from portal.accounts.models import User
from portal.demo import build
from portal.demo.build import build_demo, is_built
from portal.videos.models import AssetState, LibraryVideo, VideoAsset
from practice.models import ClipStatus, PracticeClip

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
SHRINK = 4


@pytest.fixture(scope="session")
def film_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-home")


@pytest.fixture(autouse=True)
def _demo_home(settings, film_home):
    settings.PRACTIKA_HOME = film_home
    settings.SHOW_DEMO_ACCOUNTS = True


def counts():
    models = [User, Course, Exercise, Enrolment, LibraryVideo, VideoAsset, PracticeClip, Feedback]
    return [model.objects.count() for model in [*models, ThreadMessage]]


def test_demo_shows_every_state_and_building_it_again_changes_nothing(db):
    build_demo(say=lambda line: None, shrink=SHRINK)

    assert is_built()
    assert Course.objects.live().count() == 3
    assert set(PracticeClip.objects.values_list("status", flat=True)) == set(ClipStatus.values)
    assert PracticeClip.objects.values("student").distinct().count() == 5
    assert PracticeClip.objects.filter(asset__processing_status=AssetState.FAILED).count() == 1
    assert Counter(Feedback.objects.values_list("live", flat=True)) == {True: 3, False: 1}
    released = Feedback.objects.filter(live=True)
    assert all(feedback.markers.count() >= 2 for feedback in released)
    assert ThreadMessage.objects.count() == 5
    assert not VideoAsset.objects.filter(library_item__isnull=False, has_poster=False).exists()

    before = counts()
    build_demo(say=lambda line: None, shrink=SHRINK)
    assert counts() == before


def test_demo_that_was_cut_off_is_completed(db, monkeypatch):
    def power_cut(people):
        raise KeyboardInterrupt

    whole = build.answer_takes
    monkeypatch.setattr(build, "answer_takes", power_cut)
    with pytest.raises(KeyboardInterrupt):
        build_demo(say=lambda line: None, shrink=SHRINK)
    assert not is_built()

    monkeypatch.setattr(build, "answer_takes", whole)
    build_demo(say=lambda line: None, shrink=SHRINK)

    assert is_built()
    assert Feedback.objects.filter(live=True).count() == 3


def test_remarks_of_the_demo_are_about_what_goes_wrong(db):
    build_demo(say=lambda line: None, shrink=SHRINK)

    remark = Feedback.objects.filter(live=True, clip__student__email="student@example.com").get()

    slips = [marker for marker in remark.markers.all() if marker.tag != "keep"]
    assert all(marker.end_ms > marker.start_ms for marker in slips)
    assert all(marker.end_ms <= remark.clip.asset.duration_ms for marker in slips)


def test_production_makes_no_demo(db, settings):
    settings.SHOW_DEMO_ACCOUNTS = False

    with pytest.raises(CommandError, match="development only"):
        call_command("demo")
    assert not User.objects.exists()
