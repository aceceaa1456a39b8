"""A take's life cycle: started → handed in, or withdrawn. Safe with two tabs and lost responses."""

from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.log import record_erased
from core import rates
from core.erasing import retry_on_conflict
from core.errors import Refusal
from courses.models import Course, Exercise
from events.bus import record_and_publish
from events.fact import record
from practice import rules
from practice.erasure import erase_takes
from practice.facts import TakeErased, TakeRetried, TakeSubmitted, TakeWithdrawn
from practice.models import Take, TakeStatus
from practice.numbering import lock_students, renumber
from practice.queries import places_left
from videos.intake import uploads
from videos.models import AssetKind, Upload, VideoAsset
from videos.queue import control

MAX_UNFINISHED = 50


def start_take(
    *,
    actor: User,
    exercise: Exercise,
    kind: str = AssetKind.UPLOAD,
    filename: str = "",
    size_bytes: int | None = None,
    duration_ms: int | None = None,
    part_count: int | None = None,
    checksum_sha256: str = "",
) -> Take:
    """Create a take to upload to, with the next number after the student's last one that counts.

    Refusals: `not_found`, `no_attempts_left`, `too_many_uploads`, `too_fast`, and
    those of `uploads.prepare_upload`.
    """
    course = exercise.course
    if course is None or not rules.may_start(actor, exercise):
        raise Refusal("not_found", _("This exercise is not open to you."), status=404)
    rates.take("uploads", actor)
    prepared = uploads.prepare_upload(
        actor=actor,
        kind=kind,
        filename=filename,
        size_bytes=size_bytes,
        duration_ms=duration_ms,
        part_count=part_count,
        max_duration_ms=longest_ms(exercise),
        checksum_sha256=checksum_sha256,
        queue_group=f"course:{course.translation_key}",
    )
    with prepared as upload, transaction.atomic():
        _lock_student(actor)
        refuse_without_place(actor, exercise)
        _refuse_too_many(actor)
        _drop_abandoned(actor, exercise)
        uploads.keep(upload)
        return _create_take(actor, exercise, course, upload.asset)


def commit_take(*, actor: User, take: Take, checksum_sha256: str = "") -> Take:
    """Hand in: the bytes are complete. Safe to repeat; every call gives the same result.

    Refusals: `withdrawn`, `not_your_class`, `no_attempts_left`, and those of
    `uploads.commit_upload`.
    """
    _refuse_others(actor, take)
    if take.is_handed_in:
        return take
    if not rules.may_hand_in(actor, take):
        raise Refusal("not_your_class", _("You are no longer in this class."), status=403)
    refuse_without_place(actor, take.exercise, besides=take)
    take.asset = uploads.commit_upload(
        actor=actor, upload=upload_of(take), checksum_sha256=checksum_sha256
    )
    if not _hand_in(actor, take):
        raise Refusal("no_attempts_left", _no_place_text(take.exercise))
    return take


def withdraw_take(*, actor: User, take: Take) -> Take:
    """Withdraw it, until feedback begins. Safe to repeat. Refusals: `review_began`."""
    _refuse_others(actor, take)
    with transaction.atomic():
        _lock_student(actor)
        if not _withdraw(take):
            return _withdrawn_already(take)
        record_and_publish(TakeWithdrawn(), take, actor=actor)
    if take.submitted_at is None:
        _forget_bytes(actor, take)
    return take


def abort_take(*, actor: User, take: Take) -> None:
    """Cancel an upload: the take is removed as if never started. Refusals: `handed_in`."""
    _refuse_others(actor, take)
    started = Take.objects.filter(pk=take.pk, status=TakeStatus.UPLOADING)
    if not erase_takes(actor=actor, takes=started):
        raise Refusal("handed_in", _("This take has already been handed in. You can withdraw it."))


def erase_take(*, actor: User, take: Take) -> None:
    """Erase it for good, with its video, feedback and conversations. Refusals: `not_found`."""
    if not rules.may_erase(actor, take):
        raise Refusal("not_found", _("You can't erase this take."), status=404)
    retry_on_conflict(lambda: _erase_take(actor, take))


def _erase_take(actor: User, take: Take) -> None:
    erase_takes(actor=actor, takes=Take.objects.filter(pk=take.pk))
    record_erased(TakeErased.verb, take, actor=actor)


def retry_take(*, actor: User, take: Take) -> Take:
    """Prepare a failed video again.

    Refusals: `cannot_retry`, `no_attempts_left`, and those of `control.retry`.
    """
    if not rules.may_retry(actor, take):
        raise Refusal("cannot_retry", _("There is nothing to retry here."))
    rates.take("retries", actor)
    with transaction.atomic():
        control.retry(actor=actor, asset=take.asset)
        record(TakeRetried(), take, actor=actor)
    return take


def keep_to_places(asset: VideoAsset) -> None:
    """The guard registered with videos: a failed take freed its place, so a retry needs one again.

    Refusals: `no_attempts_left`.
    """
    takes = Take.objects.filter(asset=asset)
    take = takes.select_related("student", "exercise").first()
    if take is None:
        return
    _lock_student(take.student)
    if takes.without_a_place().exists():
        refuse_without_place(take.student, take.exercise, besides=take)


def upload_of(take: Take) -> Upload:
    """Refuses with `upload_closed` if the take was erased since it was fetched."""
    try:
        return take.asset.upload
    except ObjectDoesNotExist:
        text = _("This upload has ended. Start again with the same video.")
        raise Refusal("upload_closed", text, status=410) from None


def longest_ms(exercise: Exercise) -> int | None:
    seconds = exercise.max_length_seconds
    return seconds * 1000 if seconds else None


def refuse_without_place(student: User, exercise: Exercise, *, besides: Take | None = None) -> None:
    if not _has_place(student, exercise, besides=besides):
        raise Refusal("no_attempts_left", _no_place_text(exercise))


def _refuse_too_many(student: User) -> None:
    """Each upload may be as large as the largest video: one student must not fill the disk."""
    unfinished = Upload.objects.unfinished().filter(asset__owner=student)
    if unfinished.count() >= MAX_UNFINISHED:
        text = _("You have too many unfinished uploads. Finish or cancel some, then try again.")
        raise Refusal("too_many_uploads", text, status=429)


def _has_place(student: User, exercise: Exercise, *, besides: Take | None) -> bool:
    left = places_left(student, exercise, besides=besides)
    return left is None or left > 0


def _no_place_text(exercise: Exercise) -> str:
    return ngettext(
        "You have handed in your one take for this exercise. Withdraw it to make room for another.",
        "You have handed in all %(count)s takes for this exercise. Withdraw one to make room.",
        exercise.max_attempts or 0,
    ) % {"count": exercise.max_attempts}


def _lock_student(student: User) -> None:
    """Two tabs of one student queue up here until the transaction ends."""
    if not lock_students([student.pk]):
        raise Refusal("not_found", _("This account no longer exists."), status=404)


def _forget_bytes(actor: User, take: Take) -> None:
    """A concurrent commit may have taken the bytes over; then they stay with the asset."""
    with suppress(Refusal):
        uploads.abort_upload(actor=actor, upload=upload_of(take))


def _drop_abandoned(actor: User, exercise: Exercise) -> None:
    """Before room is reserved, which locks the accounts that others reserve from."""
    taken = Take.objects.of_student(actor).of_exercise(exercise)
    erase_takes(actor=actor, takes=taken.abandoned())


def _create_take(actor: User, exercise: Exercise, course: Course, asset: VideoAsset) -> Take:
    take = Take.objects.create(
        student=actor,
        exercise=exercise,
        exercise_revision=exercise.live_revision or exercise.latest_revision,
        course=course,
        asset=asset,
    )
    _number(take)
    return take


@transaction.atomic
def _hand_in(actor: User, take: Take) -> bool:
    """False if another tab took the last place in the meantime; this take is then withdrawn."""
    _lock_student(actor)
    if not _has_place(actor, take.exercise, besides=take):
        _withdraw(take)
        return False
    if not _move(take, [TakeStatus.UPLOADING], TakeStatus.SUBMITTED, "submitted_at"):
        return _handed_in_meanwhile(take)
    _number(take)
    record_and_publish(TakeSubmitted(attempt=take.attempt), take, actor=actor)
    return True


def _handed_in_meanwhile(take: Take) -> bool:
    if take.status == TakeStatus.WITHDRAWN:
        raise Refusal("withdrawn", _("You have withdrawn this take."))
    return True


def _withdrawn_already(take: Take) -> Take:
    if take.status == TakeStatus.WITHDRAWN:
        return take
    raise Refusal("review_began", _("Your teacher has already begun feedback on this take."))


def _withdraw(take: Take) -> bool:
    """Also frees its number."""
    won = _move(take, TakeStatus.withdrawable(), TakeStatus.WITHDRAWN, "withdrawn_at")
    if won:
        _number(take)
    return won


def _number(take: Take) -> None:
    renumber(take.student_id, take.exercise_key)
    take.refresh_from_db(fields=["attempt"])


def _move(take: Take, before: Sequence[str], after: TakeStatus, stamp: str) -> bool:
    """One conditional UPDATE: if two race, one wins. Refreshes the instance."""
    now = timezone.now()
    rows = Take.objects.filter(pk=take.pk, status__in=before)
    won = rows.update(status=after, updated_at=now, **{stamp: now}) == 1
    try:
        take.refresh_from_db(fields=["status", "submitted_at", "answered_at", "withdrawn_at"])
    except Take.DoesNotExist:
        raise Refusal("not_found", _("This take has been erased."), status=404) from None
    return won


def _refuse_others(actor: User, take: Take) -> None:
    if not rules.owns(actor, take):
        raise Refusal("not_found", _("This take is not yours."), status=404)
