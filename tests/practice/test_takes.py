"""Starting, handing in, withdrawing and retrying a take."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from core.errors import Refusal
from events.models import Event
from practice import services
from practice.models import Take, TakeStatus
from practice.queries import places_left
from tests import factories
from tests.plugins.storage import body_for, put
from tests.practice.conftest import Begin, send
from videos.intake import uploads
from videos.models import AssetState, Job, JobState, Upload, VideoAsset
from videos.queue import control
from videos.storage import get_storage

Limit = Callable[..., Any]


def refused(code: str, service: Any, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        service(**given)
    assert caught.value.code == code
    return caught.value


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_a_take_pins_the_exercise_as_it_is_now(begin: Begin, exercise: Any, course: Any) -> None:
    take = begin()
    assert take.exercise_revision == exercise.live_revision
    assert take.course == course
    assert (take.attempt, take.status) == (1, TakeStatus.UPLOADING)


def test_a_draft_of_the_exercise_is_not_what_is_pinned(begin: Begin, exercise: Any) -> None:
    exercise.title = "A draft"
    exercise.save_revision()
    assert begin().exercise_revision == exercise.live_revision


@pytest.mark.django_db(transaction=True)
def test_storage_is_called_outside_the_transaction(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, in_transaction = type(get_storage()), []
    real = storage.begin_parts

    def begin_parts(self: Any, key: str) -> str:
        in_transaction.append(connection.in_atomic_block)
        return real(self, key)

    monkeypatch.setattr(storage, "begin_parts", begin_parts)
    begin(size_bytes=len(body_for(3)), part_count=3)

    assert in_transaction == [False]


def test_late_refusal_leaves_nothing_in_the_storage(
    begin: Begin, student: User, limited: Limit
) -> None:
    limited(max_attempts=1)
    services.commit_take(actor=student, take=begin(sent=True))

    refused("no_attempts_left", begin, size_bytes=len(body_for(3)), part_count=3)

    assert list(get_storage().begun_uploads()) == []
    assert Upload.objects.count() == 1


def test_attempts_count_up(begin: Begin) -> None:
    assert [begin(sent=True).attempt for _ in range(3)] == [1, 2, 3]


def test_cancelled_upload_leaves_no_gap(begin: Begin, student: User) -> None:
    services.abort_take(actor=student, take=begin())
    expired = begin()
    uploads.close_upload(expired.asset.upload, code="expired")
    assert begin().attempt == 1


def test_a_stranger_can_not_start(exercise: Any, stranger: User) -> None:
    refused("not_found", services.start_take, actor=stranger, exercise=exercise)


def test_what_is_too_long_is_refused_before_a_byte(begin: Begin, limited: Limit) -> None:
    limited(max_length_seconds=60)
    assert begin(duration_ms=61_000).asset.max_duration_ms == 60_000
    refused("too_long", begin, duration_ms=70_000)


def test_what_is_no_video_is_refused(begin: Begin) -> None:
    refused("wrong_type", begin, filename="essay.pdf")


def test_handing_in(begin: Begin, student: User) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    assert take.status == TakeStatus.SUBMITTED
    assert take.submitted_at is not None
    assert VideoAsset.objects.get(pk=take.asset_id).processing_status == AssetState.CHECKING
    assert events("practice.take_submitted") == 1
    assert ModelLogEntry.objects.filter(action="practice.take_submitted").count() == 1


def test_handing_in_again_changes_nothing(begin: Begin, student: User) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    first = take.submitted_at
    again = services.commit_take(actor=student, take=Take.objects.get(pk=take.pk))
    assert again.submitted_at == first
    assert events("practice.take_submitted") == 1
    assert Job.objects.count() == 1


def test_an_unfinished_upload_is_not_handed_in(begin: Begin, student: User) -> None:
    take = begin()
    refused("incomplete_upload", services.commit_take, actor=student, take=take)
    take.refresh_from_db()
    assert take.status == TakeStatus.UPLOADING


def test_parts_are_handed_in_together(begin: Begin, student: User) -> None:
    body = body_for(2)
    take = begin(part_count=2, size_bytes=len(body))
    first, second = uploads.ticket(take.asset.upload).parts

    put(first.url, body[: first.size_bytes])
    assert [part.number for part in uploads.received(take.asset.upload)] == [1]
    refused("incomplete_upload", services.commit_take, actor=student, take=take)
    put(second.url, body[first.size_bytes :])
    assert services.commit_take(actor=student, take=take).is_handed_in


def test_only_handed_in_takes_use_up_attempts(
    begin: Begin, student: User, exercise: Any, limited: Limit
) -> None:
    limited(max_attempts=1)
    begin(), begin()
    assert places_left(student, exercise) == 1
    take = services.commit_take(actor=student, take=begin(sent=True))
    assert places_left(student, exercise) == 0
    refusal = refused("no_attempts_left", begin)
    assert "one take" in str(refusal.message)
    services.withdraw_take(actor=student, take=take)
    assert places_left(student, exercise) == 1


def test_a_failed_video_frees_its_place(begin: Begin, student: User, limited: Limit) -> None:
    exercise = limited(max_attempts=1)
    take = services.commit_take(actor=student, take=begin(sent=True))
    VideoAsset.objects.filter(pk=take.asset_id).update(processing_status=AssetState.FAILED)
    assert places_left(student, exercise) == 1
    services.commit_take(actor=student, take=begin(sent=True))
    take.refresh_from_db()
    failed = Take.objects.select_related("asset").get(pk=take.pk)
    refused("no_attempts_left", services.retry_take, actor=student, take=failed)


RETRIES: dict[str, Callable[[User, VideoAsset], Any]] = {
    "the take's page": lambda user, asset: services.retry_take(actor=user, take=asset.take),
    "the video": lambda user, asset: control.retry(actor=user, asset=asset),
    "the list of jobs": lambda user, asset: control.retry_job(actor=user, job=asset.jobs.get()),
}


@pytest.mark.parametrize("retry", RETRIES.values(), ids=RETRIES.keys())
def test_retry_cannot_take_a_place_that_is_no_longer_free(
    begin: Begin,
    student: User,
    limited: Limit,
    retry: Callable[[User, VideoAsset], Any],
) -> None:
    exercise = limited(max_attempts=1)
    failed = services.commit_take(actor=student, take=begin(sent=True))
    VideoAsset.objects.filter(pk=failed.asset_id).update(processing_status=AssetState.FAILED)
    Job.objects.update(state=JobState.FAILED)
    services.commit_take(actor=student, take=begin(sent=True))

    asset = VideoAsset.objects.get(pk=failed.asset_id)
    refused("no_attempts_left", retry, user=student, asset=asset)

    assert Take.objects.filter(exercise=exercise).taking_a_place().count() == 1


def test_owner_gets_the_reason_when_retrying_the_video(
    begin: Begin, student: User, limited: Limit, client: Client
) -> None:
    limited(max_attempts=1)
    failed = services.commit_take(actor=student, take=begin(sent=True))
    VideoAsset.objects.filter(pk=failed.asset_id).update(processing_status=AssetState.FAILED)
    services.commit_take(actor=student, take=begin(sent=True))
    client.force_login(student)

    answer = client.post(f"/videos/{failed.asset_id}/retry/", {"next": "/practice/"}, follow=True)

    assert "You have handed in your one take" in answer.text
    assert VideoAsset.objects.get(pk=failed.asset_id).has_failed


def test_playable_take_is_completed_even_if_the_limit_was_lowered(
    begin: Begin, student: User, limited: Limit
) -> None:
    first, _second = [
        services.commit_take(actor=student, take=begin(sent=True)) for _number in range(2)
    ]
    VideoAsset.objects.filter(pk=first.asset_id).update(
        processing_status=AssetState.READY, error_code="qualities_missing"
    )
    limited(max_attempts=1)

    services.retry_take(actor=student, take=Take.objects.get(pk=first.pk))

    asset = VideoAsset.objects.get(pk=first.asset_id)
    assert asset.processing_status == AssetState.PLAYABLE


@pytest.mark.parametrize("service", [services.commit_take, services.withdraw_take])
def test_a_take_that_was_erased_meanwhile_is_refused(
    begin: Begin, student: User, service: Any
) -> None:
    take = Take.objects.get(pk=begin(sent=True).pk)
    as_fetched = Take.objects.select_related("asset").get(pk=take.pk)
    services.abort_take(actor=student, take=take)

    refusal = refused(
        "upload_closed" if service is services.commit_take else "not_found",
        service,
        actor=student,
        take=as_fetched,
    )

    assert refusal.status in (404, 410)


def test_a_second_tab_can_not_hand_in_beyond_the_limit(
    begin: Begin, student: User, limited: Limit
) -> None:
    limited(max_attempts=1)
    first, second = begin(sent=True), begin(sent=True)
    services.commit_take(actor=student, take=first)
    refused("no_attempts_left", services.commit_take, actor=student, take=second)


def test_a_late_take_is_accepted_and_marked(begin: Begin, student: User, limited: Limit) -> None:
    limited(due_at=timezone.now() - timedelta(hours=1))
    take = services.commit_take(actor=student, take=begin(sent=True))
    assert take.is_late
    limited(due_at=timezone.now() + timedelta(hours=1))
    assert not Take.objects.get(pk=take.pk).is_late


def test_withdrawing(begin: Begin, student: User) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    services.withdraw_take(actor=student, take=take)
    services.withdraw_take(actor=student, take=take)
    assert take.status == TakeStatus.WITHDRAWN
    assert take.withdrawn_at is not None
    assert events("practice.take_withdrawn") == 1


def test_withdrawing_an_upload_stops_it(begin: Begin, student: User) -> None:
    take = services.withdraw_take(actor=student, take=begin())
    take.asset.upload.refresh_from_db()
    assert not take.asset.upload.is_open
    refused("upload_closed", services.commit_take, actor=student, take=take)


def test_a_withdrawn_take_is_not_handed_in_again(begin: Begin, student: User) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    services.withdraw_take(actor=student, take=take)
    refused("withdrawn", services.commit_take, actor=student, take=take)


def test_nothing_is_withdrawn_once_a_review_began(take: Take, student: User) -> None:
    services.begin_review(Take.objects.get(pk=take.pk))
    refused("review_began", services.withdraw_take, actor=student, take=take)


@pytest.mark.parametrize(
    "service",
    [services.commit_take, services.withdraw_take, services.abort_take],
)
def test_others_can_not_touch_it(begin: Begin, classmate: User, service: Any) -> None:
    refused("not_found", service, actor=classmate, take=begin(sent=True))


def test_aborting_forgets_the_take(begin: Begin, student: User) -> None:
    take = begin(sent=True)
    services.abort_take(actor=student, take=take)
    assert not Take.objects.filter(pk=take.pk).exists()


def test_a_handed_in_take_is_not_aborted(take: Take, student: User) -> None:
    factories.UploadFactory(asset=take.asset)
    refused("handed_in", services.abort_take, actor=student, take=take)


def test_trying_again(begin: Begin, student: User) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    VideoAsset.objects.filter(pk=take.asset_id).update(
        processing_status=AssetState.FAILED, error_code="timed_out"
    )
    Job.objects.all().delete()
    failed = Take.objects.get(pk=take.pk)
    services.retry_take(actor=student, take=failed)
    assert VideoAsset.objects.get(pk=take.asset_id).processing_status == AssetState.CHECKING
    refused(
        "cannot_retry",
        services.retry_take,
        actor=student,
        take=Take.objects.get(pk=take.pk),
    )


def test_stored_bytes_are_those_sent(begin: Begin, student: User) -> None:
    from tests.practice.conftest import BYTES
    from videos.intake.takeover import take_over
    from videos.storage import get_storage

    take = services.commit_take(actor=student, take=send(begin()))
    take_over(take.asset)
    assert get_storage().size(take.asset.original_key) == len(BYTES)
