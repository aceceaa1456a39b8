"""The demo while its films are still being made by a worker."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Exercise
from demo import filming, films
from demo.build import begin_demo, build_demo, is_begun, is_built
from demo.content.shapes import Film
from demo.content.takes import TAKES
from demo.filming import progress
from feedback.models import Feedback, ThreadMessage
from practice.models import Take, TakeStatus
from tests import factories
from videos.media import MediaTrouble
from videos.models import AssetState, Job, JobKind, JobState, LibraryVideo, Urgency, VideoAsset
from videos.queue import control, leases
from videos.queue.enqueue import make_ladder_soon
from videos.storage import get_storage
from videos.worker import makers, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
    pytest.mark.usefixtures("small_films"),
]


def silent(line):
    pass


@pytest.fixture
def person(db):
    """None of the demo's."""
    return factories.UserFactory(email="somebody@example.org")


@pytest.fixture
def work(db, monkeypatch, django_capture_on_commit_callbacks):
    """`work(3)` does three jobs, `work()` all; what happens after a commit happens."""
    monkeypatch.setattr(makers, "make_ladder_soon", lambda asset, at_most: None)

    def work(most: int = 100) -> int:
        done = 0
        while done < most:
            with django_capture_on_commit_callbacks(execute=True):
                if not run.work_one():
                    break
            done += 1
        return done

    return work


def counts():
    models = [User, Course, Exercise, LibraryVideo, VideoAsset, Take, Feedback, ThreadMessage, Job]
    return [model.objects.count() for model in models]


def film_jobs():
    return Job.objects.filter(asset__orig_filename__in=films.by_name(), kind=JobKind.PREPARE)


def test_every_film_has_a_name_of_its_own():
    assert len(films.by_name()) == len(set(films.by_name().values())) == 15
    assert len({(take.student, take.file_name) for take in TAKES}) == len(TAKES)


def test_everything_but_the_films_is_there_at_once(begun, film_home):
    assert is_begun()
    assert not is_built()
    assert Course.objects.live().count() == 3
    assert str(progress()) == "The demo's films are being made in the background: 0 of 15"
    assert set(film_jobs().values_list("priority", flat=True)) == {Urgency.AGAIN}
    assert film_jobs().count() == 15
    handed_in = Take.objects.filter(asset__processing_status=AssetState.CHECKING)
    assert handed_in.exclude(status=TakeStatus.WITHDRAWN).count() == 11
    assert all(take.submitted_at < timezone.now() for take in handed_in)


def test_pages_say_that_a_film_is_not_ready_yet(begun, client):
    take = Take.objects.filter(student__email="student@example.com", attempt=1).first()
    client.force_login(take.student)

    exercise, own = (client.get(each) for each in (take.exercise.url, take.get_absolute_url()))

    assert "This video is being prepared" in exercise.content.decode()
    assert "This video is being prepared" in own.content.decode()


def test_a_second_start_changes_nothing(begun, work):
    before = counts()
    begin_demo(silent)
    assert counts() == before

    work()
    after = counts()
    begin_demo(silent)
    call_command("demo", films_later=True)
    call_command("demo")
    assert counts() == after


def test_what_a_person_hands_in_goes_first(begun, person, make_asset, real_video):
    Job.objects.exclude(priority=Urgency.AGAIN).delete()
    asset = make_asset(person, real_video)

    assert leases.claim("host:1:a").asset == asset


def test_beside_a_film_a_thread_stays_free(begun, person, make_asset, real_video):
    Job.objects.exclude(priority=Urgency.AGAIN).delete()
    assert leases.claim("host:1:a").priority == Urgency.AGAIN
    assert leases.claim("host:1:b") is None

    asset = make_asset(person, real_video)

    assert leases.claim("host:1:b").asset == asset


def test_other_qualities_of_a_film_wait_as_long(begun):
    job = make_ladder_soon(film_jobs().first().asset, at_most=Urgency.AGAIN)

    assert job.priority == Urgency.AGAIN


def test_films_are_made_and_their_takes_answered_one_by_one(begun, work):
    """With a worker that was killed and one that was stopped in between."""
    work(4)
    some = progress().done
    assert 0 < some < 15

    leases.claim("killed:1:a")
    Job.objects.running().update(lease_until=timezone.now() - timedelta(seconds=1))
    leases.hand_back(leases.claim("stopped:1:a"))
    work()

    assert progress().is_complete
    assert is_built()
    assert set(film_jobs().values_list("state", flat=True)) == {JobState.DONE}
    assert Feedback.objects.filter(live=True).count() == 3
    assert Feedback.objects.count() == 4
    assert ThreadMessage.objects.count() == 5
    assert VideoAsset.objects.filter(processing_status=AssetState.FAILED).count() == 1
    assert set(Take.objects.values_list("status", flat=True)) == set(TakeStatus.values)


def test_the_command_makes_at_once_what_was_left_to_a_worker(begun):
    build_demo(silent)

    assert is_built()
    assert progress().is_complete
    assert Feedback.objects.count() == 4


def test_a_teacher_who_was_quicker_keeps_the_word(begun, work):
    student = User.objects.get(email="classmate@example.com")
    take = Take.objects.filter(student=student).order_by("created_at").first()
    Feedback.objects.create(take=take, teacher=User.objects.get(email="admin@example.com"))
    Job.objects.exclude(asset=take.asset).delete()

    assert work() == 1
    assert take.feedback.count() == 1


def test_a_film_is_made_by_a_process_of_its_own(tmp_path):
    film = Film("music", seconds=1, tempo_bpm=92)

    assert filming._shoot(film, tmp_path).stat().st_size > 1000


def test_a_camera_that_fails_is_trouble_of_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(filming, "recipe_of", lambda film: {"skill": "none"})

    with pytest.raises(MediaTrouble):
        filming._shoot(Film("music", seconds=1, tempo_bpm=92), tmp_path)


def test_a_film_that_failed_can_be_tried_again(begun, work, monkeypatch, settings, person):
    settings.JOB_MAX_ATTEMPTS = 1
    asset = film_jobs().first().asset
    Job.objects.exclude(asset=asset).delete()

    with monkeypatch.context() as broken:
        broken.setattr(filming, "_filmed", lambda film, folder: folder / "nothing")
        work(1)
    asset.refresh_from_db()
    assert asset.has_failed
    assert not get_storage().exists(asset.original_key)

    control.retry(actor=person, asset=asset)
    work()
    asset.refresh_from_db()
    assert asset.is_watchable


def test_a_file_that_a_person_sends_is_never_replaced(db, work, person, make_asset, real_video):
    name = next(iter(films.by_name()))
    asset = make_asset(person, real_video, orig_filename=name)
    User.objects.filter(pk=person.pk).update(is_demo=True)

    work()

    asset.refresh_from_db()
    assert asset.duration_ms < 3000
