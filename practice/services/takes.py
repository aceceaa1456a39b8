"""A take's way: started → handed in, or withdrawn. Two tabs and lost answers change nothing."""

from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.models import Course, Exercise
from portal.accounts.models import User
from portal.audit.log import record, record_erased
from portal.core.erasing import insisting
from portal.core.errors import Refusal
from portal.events.bus import publish
from portal.videos import processing, uploads
from portal.videos.models import AssetKind, Upload, VideoAsset
from practice import rules
from practice.erasure import erase_takes
from practice.models import ClipStatus, PracticeClip
from practice.queries import places_left

MOST_UNFINISHED = 50


def start_take(
    *,
    actor: User,
    exercise: Exercise,
    kind: str = AssetKind.UPLOAD,
    filename: str = "",
    mime_type: str = "",
    size_bytes: int | None = None,
    duration_ms: int | None = None,
    part_count: int | None = None,
    checksum_sha256: str = "",
) -> PracticeClip:
    """A take to upload to, numbered after the student's last one.

    Refusals: `not_found`, `no_attempts_left`, `too_many_uploads`, and those of
    `uploads.announced`.
    """
    course = exercise.course
    if course is None or not rules.may_start(actor, exercise):
        raise Refusal("not_found", _("This exercise is not open to you."), status=404)
    announced = uploads.announced(
        actor=actor,
        kind=kind,
        filename=filename,
        mime_type=mime_type,
        size_bytes=size_bytes,
        duration_ms=duration_ms,
        part_count=part_count,
        max_duration_ms=longest_ms(exercise),
        checksum_sha256=checksum_sha256,
        queue_group=f"course:{course.pk}",
    )
    with announced as upload, transaction.atomic():
        _one_at_a_time(actor)
        refuse_without_place(actor, exercise)
        _refuse_too_many(actor)
        uploads.keep(upload)
        return _make_clip(actor, exercise, course, upload.asset)


def commit_take(*, actor: User, clip: PracticeClip, checksum_sha256: str = "") -> PracticeClip:
    """Hand in: the bytes are complete. Safe to repeat; every call has the same answer.

    Refusals: `withdrawn`, `no_attempts_left`, and those of `uploads.commit_upload`.
    """
    _refuse_others(actor, clip)
    if clip.is_handed_in:
        return clip
    refuse_without_place(actor, clip.exercise, besides=clip)
    clip.asset = uploads.commit_upload(
        actor=actor, upload=upload_of(clip), checksum_sha256=checksum_sha256
    )
    if not _hand_in(actor, clip):
        raise Refusal("no_attempts_left", _no_place_text(clip.exercise))
    return clip


def withdraw_take(*, actor: User, clip: PracticeClip) -> PracticeClip:
    """Take it back, until feedback begins. Doing it twice is fine. Refusals: `review_began`."""
    _refuse_others(actor, clip)
    with transaction.atomic():
        if not _withdraw(clip):
            return _withdrawn_already(clip)
        record("practice.clip_withdrawn", clip, actor=actor)
        publish("practice.clip_withdrawn", actor=actor, object_id=clip.pk)
    if clip.submitted_at is None:
        _forget_bytes(actor, clip)
    return clip


def abort_take(*, actor: User, clip: PracticeClip) -> None:
    """Give up an upload: the take is gone as if never begun. Refusals: `handed_in`."""
    _refuse_others(actor, clip)
    started = PracticeClip.objects.filter(pk=clip.pk, status=ClipStatus.UPLOADING)
    if not erase_takes(actor=actor, clips=started):
        raise Refusal("handed_in", _("This take is handed in already. You can withdraw it."))


def erase_take(*, actor: User, clip: PracticeClip) -> None:
    """Gone for good, with its video, feedback and conversations. Refusals: `not_found`."""
    if not rules.may_erase(actor, clip):
        raise Refusal("not_found", _("This take is not yours to erase."), status=404)
    insisting(lambda: _erase_take(actor, clip))


def _erase_take(actor: User, clip: PracticeClip) -> None:
    erase_takes(actor=actor, clips=PracticeClip.objects.filter(pk=clip.pk))
    record_erased("practice.clip_erased", clip, actor=actor)


def retry_take(*, actor: User, clip: PracticeClip) -> PracticeClip:
    """Prepare a failed video once more.

    Refusals: `cannot_retry`, `no_attempts_left`, and those of `processing.retry`.
    """
    if not rules.may_retry(actor, clip):
        raise Refusal("cannot_retry", _("There is nothing to try again here."))
    with transaction.atomic():
        processing.retry(actor=actor, asset=clip.asset)
        record("practice.clip_retried", clip, actor=actor)
    return clip


def keep_to_places(asset: VideoAsset) -> None:
    """The guard of portal.videos: a failed take made room, so its new try needs a place again.

    Refusals: `no_attempts_left`.
    """
    takes = PracticeClip.objects.filter(asset=asset)
    clip = takes.select_related("student", "exercise").first()
    if clip is None:
        return
    _one_at_a_time(clip.student)
    if takes.without_a_place().exists():
        refuse_without_place(clip.student, clip.exercise, besides=clip)


def upload_of(clip: PracticeClip) -> Upload:
    """Refuses `upload_closed` when the take was erased since it was fetched."""
    try:
        return clip.asset.upload
    except ObjectDoesNotExist:
        text = _("This upload has ended. Please start again with the same video.")
        raise Refusal("upload_closed", text, status=410) from None


def longest_ms(exercise: Exercise) -> int | None:
    seconds = exercise.max_length_seconds
    return seconds * 1000 if seconds else None


def refuse_without_place(
    student: User, exercise: Exercise, *, besides: PracticeClip | None = None
) -> None:
    if not _has_place(student, exercise, besides=besides):
        raise Refusal("no_attempts_left", _no_place_text(exercise))


def _refuse_too_many(student: User) -> None:
    """Each may bring as many bytes as the largest video: nobody fills the disk alone."""
    unfinished = Upload.objects.unfinished().filter(asset__owner=student)
    if unfinished.count() >= MOST_UNFINISHED:
        text = _("Many of your uploads are unfinished. Finish or cancel some, then try again.")
        raise Refusal("too_many_uploads", text, status=429)


def _has_place(student: User, exercise: Exercise, *, besides: PracticeClip | None) -> bool:
    left = places_left(student, exercise, besides=besides)
    return left is None or left > 0


def _no_place_text(exercise: Exercise) -> str:
    return ngettext(
        "You have handed in your one take for this exercise. Withdraw it to make room for another.",
        "You have handed in all %(count)s takes for this exercise. Withdraw one to make room.",
        exercise.max_attempts or 0,
    ) % {"count": exercise.max_attempts}


def _one_at_a_time(student: User) -> None:
    """Two tabs of one student queue up here until the transaction ends.

    SQLite's transactions begin with the write lock, so there the row lock is not even needed. On
    PostgreSQL the key stays free: whatever names the student meanwhile need not wait.
    """
    if not User.objects.select_for_update(no_key=True).filter(pk=student.pk).first():
        raise Refusal("not_found", _("This account is gone."), status=404)


def _forget_bytes(actor: User, clip: PracticeClip) -> None:
    """A commit may have taken them over just now; then they stay with the asset."""
    with suppress(Refusal):
        uploads.abort_upload(actor=actor, upload=upload_of(clip))


def _make_clip(actor: User, exercise: Exercise, course: Course, asset: VideoAsset) -> PracticeClip:
    taken = PracticeClip.objects.of_student(actor).filter(exercise=exercise)
    erase_takes(actor=actor, clips=taken.given_up())
    last = taken.aggregate(last=Max("attempt"))["last"] or 0
    return PracticeClip.objects.create(
        student=actor,
        exercise=exercise,
        exercise_revision=exercise.live_revision or exercise.latest_revision,
        course=course,
        asset=asset,
        attempt=last + 1,
    )


@transaction.atomic
def _hand_in(actor: User, clip: PracticeClip) -> bool:
    """False when another tab took the last place meanwhile; this take then ends as withdrawn."""
    _one_at_a_time(actor)
    if not _has_place(actor, clip.exercise, besides=clip):
        _withdraw(clip)
        return False
    if not _move(clip, [ClipStatus.UPLOADING], ClipStatus.SUBMITTED, "submitted_at"):
        return _handed_in_meanwhile(clip)
    record("practice.clip_submitted", clip, actor=actor, attempt=clip.attempt)
    publish("practice.clip_submitted", actor=actor, object_id=clip.pk)
    return True


def _handed_in_meanwhile(clip: PracticeClip) -> bool:
    if clip.status == ClipStatus.WITHDRAWN:
        raise Refusal("withdrawn", _("You have withdrawn this take."))
    return True


def _withdrawn_already(clip: PracticeClip) -> PracticeClip:
    if clip.status == ClipStatus.WITHDRAWN:
        return clip
    raise Refusal("review_began", _("Your teacher has begun to answer this take."))


def _withdraw(clip: PracticeClip) -> bool:
    return _move(clip, ClipStatus.withdrawable(), ClipStatus.WITHDRAWN, "withdrawn_at")


def _move(clip: PracticeClip, before: Sequence[str], after: ClipStatus, stamp: str) -> bool:
    """One conditional UPDATE: of two that race, one wins. The instance tells what is true."""
    now = timezone.now()
    rows = PracticeClip.objects.filter(pk=clip.pk, status__in=before)
    won = rows.update(status=after, updated_at=now, **{stamp: now}) == 1
    try:
        clip.refresh_from_db(fields=["status", "submitted_at", "answered_at", "withdrawn_at"])
    except PracticeClip.DoesNotExist:
        raise Refusal("not_found", _("This take was erased meanwhile."), status=404) from None
    return won


def _refuse_others(actor: User, clip: PracticeClip) -> None:
    if not rules.owns(actor, clip):
        raise Refusal("not_found", _("This take is not yours."), status=404)
