"""Starting, handing in, withdrawing and retrying a take."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.events.models import Event
from portal.videos import control, processing, uploads
from portal.videos.models import AssetState, Job, JobState, Upload, VideoAsset
from portal.videos.storage import get_storage
from practice import services
from practice.models import ClipStatus, PracticeClip
from practice.queries import places_left
from tests import factories
from tests.plugins.storage import body_for, put
from tests.practice.conftest import Begin, send

Limit = Callable[..., Any]


def refused(code: str, service: Any, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        service(**given)
    assert caught.value.code == code
    return caught.value


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_a_take_pins_the_exercise_as_it_is_now(begin: Begin, exercise: Any, course: Any) -> None:
    clip = begin()
    assert clip.exercise_revision == exercise.live_revision
    assert clip.course == course
    assert (clip.attempt, clip.status) == (1, ClipStatus.UPLOADING)


def test_a_draft_of_the_exercise_is_not_what_is_pinned(begin: Begin, exercise: Any) -> None:
    exercise.title = "A draft"
    exercise.save_revision()
    assert begin().exercise_revision == exercise.live_revision


@pytest.mark.django_db(transaction=True)
def test_the_storage_is_asked_while_nobody_waits_for_the_answer(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, asked = type(get_storage()), []
    real = storage.begin_parts

    def begin_parts(self: Any, key: str) -> str:
        asked.append(connection.in_atomic_block)
        return real(self, key)

    monkeypatch.setattr(storage, "begin_parts", begin_parts)
    begin(size_bytes=len(body_for(3)), part_count=3)

    assert asked == [False]


def test_what_is_refused_late_leaves_nothing_in_the_storage(
    begin: Begin, student: User, limited: Limit
) -> None:
    limited(max_attempts=1)
    services.commit_take(actor=student, clip=begin(sent=True))

    refused("no_attempts_left", begin, size_bytes=len(body_for(3)), part_count=3)

    assert list(get_storage().begun_uploads()) == []
    assert Upload.objects.count() == 1


def test_attempts_count_up(begin: Begin) -> None:
    assert [begin(sent=True).attempt for _ in range(3)] == [1, 2, 3]


def test_a_given_up_upload_leaves_no_gap(begin: Begin, student: User) -> None:
    services.abort_take(actor=student, clip=begin())
    expired = begin()
    uploads.close_upload(expired.asset.upload, code="expired", reason="")
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
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    assert clip.status == ClipStatus.SUBMITTED
    assert clip.submitted_at is not None
    assert VideoAsset.objects.get(pk=clip.asset_id).processing_status == AssetState.CHECKING
    assert events("practice.clip_submitted") == 1
    assert ModelLogEntry.objects.filter(action="practice.clip_submitted").count() == 1


def test_handing_in_again_changes_nothing(begin: Begin, student: User) -> None:
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    first = clip.submitted_at
    again = services.commit_take(actor=student, clip=PracticeClip.objects.get(pk=clip.pk))
    assert again.submitted_at == first
    assert events("practice.clip_submitted") == 1
    assert Job.objects.count() == 1


def test_an_unfinished_upload_is_not_handed_in(begin: Begin, student: User) -> None:
    clip = begin()
    refused("incomplete_upload", services.commit_take, actor=student, clip=clip)
    clip.refresh_from_db()
    assert clip.status == ClipStatus.UPLOADING


def test_parts_are_handed_in_together(begin: Begin, student: User) -> None:
    body = body_for(2)
    clip = begin(part_count=2, size_bytes=len(body))
    first, second = uploads.ticket(clip.asset.upload).parts

    put(first.url, body[: first.size_bytes])
    assert [part.number for part in uploads.received(clip.asset.upload)] == [1]
    refused("incomplete_upload", services.commit_take, actor=student, clip=clip)
    put(second.url, body[first.size_bytes :])
    assert services.commit_take(actor=student, clip=clip).is_handed_in


def test_only_handed_in_takes_use_up_attempts(
    begin: Begin, student: User, exercise: Any, limited: Limit
) -> None:
    limited(max_attempts=1)
    begin(), begin()
    assert places_left(student, exercise) == 1
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    assert places_left(student, exercise) == 0
    refusal = refused("no_attempts_left", begin)
    assert "one take" in str(refusal.message)
    services.withdraw_take(actor=student, clip=clip)
    assert places_left(student, exercise) == 1


def test_a_failed_video_frees_its_place(begin: Begin, student: User, limited: Limit) -> None:
    exercise = limited(max_attempts=1)
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    VideoAsset.objects.filter(pk=clip.asset_id).update(processing_status=AssetState.FAILED)
    assert places_left(student, exercise) == 1
    services.commit_take(actor=student, clip=begin(sent=True))
    clip.refresh_from_db()
    failed = PracticeClip.objects.select_related("asset").get(pk=clip.pk)
    refused("no_attempts_left", services.retry_take, actor=student, clip=failed)


RETRIES: dict[str, Callable[[User, VideoAsset], Any]] = {
    "the take's page": lambda user, asset: services.retry_take(
        actor=user, clip=asset.practice_clip
    ),
    "the video": lambda user, asset: processing.retry(actor=user, asset=asset),
    "the list of jobs": lambda user, asset: control.retry_job(actor=user, job=asset.jobs.get()),
}


@pytest.mark.parametrize("retry", RETRIES.values(), ids=RETRIES.keys())
def test_no_button_takes_a_place_that_another_take_has(
    begin: Begin,
    student: User,
    limited: Limit,
    retry: Callable[[User, VideoAsset], Any],
) -> None:
    exercise = limited(max_attempts=1)
    failed = services.commit_take(actor=student, clip=begin(sent=True))
    VideoAsset.objects.filter(pk=failed.asset_id).update(processing_status=AssetState.FAILED)
    Job.objects.update(state=JobState.FAILED)
    services.commit_take(actor=student, clip=begin(sent=True))

    asset = VideoAsset.objects.get(pk=failed.asset_id)
    refused("no_attempts_left", retry, user=student, asset=asset)

    assert PracticeClip.objects.filter(exercise=exercise).taking_a_place().count() == 1


def test_the_owner_is_told_by_the_video_too(
    begin: Begin, student: User, limited: Limit, client: Client
) -> None:
    limited(max_attempts=1)
    failed = services.commit_take(actor=student, clip=begin(sent=True))
    VideoAsset.objects.filter(pk=failed.asset_id).update(processing_status=AssetState.FAILED)
    services.commit_take(actor=student, clip=begin(sent=True))
    client.force_login(student)

    answer = client.post(f"/videos/{failed.asset_id}/retry/", {"next": "/practice/"}, follow=True)

    assert "You have handed in your one take" in answer.text
    assert VideoAsset.objects.get(pk=failed.asset_id).has_failed


def test_what_plays_is_completed_also_when_the_limit_was_lowered(
    begin: Begin, student: User, limited: Limit
) -> None:
    first, _second = [
        services.commit_take(actor=student, clip=begin(sent=True)) for _number in range(2)
    ]
    VideoAsset.objects.filter(pk=first.asset_id).update(
        processing_status=AssetState.READY, error_code="qualities_missing"
    )
    limited(max_attempts=1)

    services.retry_take(actor=student, clip=PracticeClip.objects.get(pk=first.pk))

    asset = VideoAsset.objects.get(pk=first.asset_id)
    assert asset.processing_status == AssetState.PLAYABLE


@pytest.mark.parametrize("service", [services.commit_take, services.withdraw_take])
def test_a_take_that_was_erased_meanwhile_is_refused(
    begin: Begin, student: User, service: Any
) -> None:
    clip = PracticeClip.objects.get(pk=begin(sent=True).pk)
    as_fetched = PracticeClip.objects.select_related("asset").get(pk=clip.pk)
    services.abort_take(actor=student, clip=clip)

    refusal = refused(
        "upload_closed" if service is services.commit_take else "not_found",
        service,
        actor=student,
        clip=as_fetched,
    )

    assert refusal.status in (404, 410)


def test_a_second_tab_can_not_hand_in_beyond_the_limit(
    begin: Begin, student: User, limited: Limit
) -> None:
    limited(max_attempts=1)
    first, second = begin(sent=True), begin(sent=True)
    services.commit_take(actor=student, clip=first)
    refused("no_attempts_left", services.commit_take, actor=student, clip=second)


def test_a_late_take_is_accepted_and_marked(begin: Begin, student: User, limited: Limit) -> None:
    limited(due_at=timezone.now() - timedelta(hours=1))
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    assert clip.is_late
    limited(due_at=timezone.now() + timedelta(hours=1))
    assert not PracticeClip.objects.get(pk=clip.pk).is_late


def test_withdrawing(begin: Begin, student: User) -> None:
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    services.withdraw_take(actor=student, clip=clip)
    services.withdraw_take(actor=student, clip=clip)
    assert clip.status == ClipStatus.WITHDRAWN
    assert clip.withdrawn_at is not None
    assert events("practice.clip_withdrawn") == 1


def test_withdrawing_an_upload_stops_it(begin: Begin, student: User) -> None:
    clip = services.withdraw_take(actor=student, clip=begin())
    clip.asset.upload.refresh_from_db()
    assert not clip.asset.upload.is_open
    refused("upload_closed", services.commit_take, actor=student, clip=clip)


def test_a_withdrawn_take_is_not_handed_in_again(begin: Begin, student: User) -> None:
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    services.withdraw_take(actor=student, clip=clip)
    refused("withdrawn", services.commit_take, actor=student, clip=clip)


def test_nothing_is_withdrawn_once_a_review_began(take: PracticeClip, student: User) -> None:
    services.begin_review(PracticeClip.objects.get(pk=take.pk))
    refused("review_began", services.withdraw_take, actor=student, clip=take)


@pytest.mark.parametrize(
    "service",
    [services.commit_take, services.withdraw_take, services.abort_take],
)
def test_others_can_not_touch_it(begin: Begin, classmate: User, service: Any) -> None:
    refused("not_found", service, actor=classmate, clip=begin(sent=True))


def test_aborting_forgets_the_take(begin: Begin, student: User) -> None:
    clip = begin(sent=True)
    services.abort_take(actor=student, clip=clip)
    assert not PracticeClip.objects.filter(pk=clip.pk).exists()


def test_a_handed_in_take_is_not_aborted(take: PracticeClip, student: User) -> None:
    factories.UploadFactory(asset=take.asset)
    refused("handed_in", services.abort_take, actor=student, clip=take)


def test_trying_again(begin: Begin, student: User) -> None:
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    VideoAsset.objects.filter(pk=clip.asset_id).update(
        processing_status=AssetState.FAILED, error_code="timed_out"
    )
    Job.objects.all().delete()
    failed = PracticeClip.objects.get(pk=clip.pk)
    services.retry_take(actor=student, clip=failed)
    assert VideoAsset.objects.get(pk=clip.asset_id).processing_status == AssetState.CHECKING
    refused(
        "cannot_retry",
        services.retry_take,
        actor=student,
        clip=PracticeClip.objects.get(pk=clip.pk),
    )


def test_sent_bytes_are_what_is_kept(begin: Begin, student: User) -> None:
    from portal.videos.storage import get_storage
    from portal.videos.takeover import take_over
    from tests.practice.conftest import BYTES

    clip = services.commit_take(actor=student, clip=send(begin()))
    take_over(clip.asset)
    assert get_storage().size(clip.asset.original_key) == len(BYTES)
