"""Conversations between the student and the teachers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import rates
from core.errors import Refusal
from core.timecode import MAX_MS
from events.fact import record
from feedback import rules
from feedback.facts import ThreadClosed, ThreadReopened, ThreadSettled
from feedback.models import FeedbackMarker, PracticeThread, ThreadMessage
from feedback.moderation.holding import hold, reason_to_hold
from feedback.waiting import announce, update_waiting
from practice.models import Take, VideoSegment

CLOSED = _("This conversation is closed.")


def start_thread(
    *,
    actor: User,
    take: Take,
    text: str,
    segment: VideoSegment | None = None,
    marker_uid: UUID | None = None,
    at_ms: int | None = None,
) -> PracticeThread:
    """Starts a conversation with its first message. A remark has one: starting again adds to it.

    Refusals: `not_found`, `empty_message`, `no_such_remark`, `no_such_segment`, `outside_video`,
    `too_fast`, `closed`.
    """
    _refuse_outsiders(actor, take)
    text = _clean(text)
    rates.take("posts", actor)
    subject = _subject(take, segment, marker_uid, at_ms)
    with transaction.atomic():
        thread = _thread_about(actor, take, subject)
        _add_message(actor, thread, text)
    return thread


@transaction.atomic
def post_message(*, actor: User, thread: PracticeThread, text: str) -> ThreadMessage:
    """Refusals: `not_found`, `empty_message`, `too_fast`, `closed`."""
    _refuse_outsiders(actor, thread.take)
    text = _clean(text)
    rates.take("posts", actor)
    return _add_message(actor, thread, text)


@transaction.atomic
def settle_thread(*, actor: User, thread: PracticeThread, read_to: UUID | None) -> None:
    """Marks it as needing no answer; `read_to` is the last message the teacher has read.

    Refusals: `not_found`, and `newer_message` when the student has written since.
    """
    if not rules.may_settle(actor, thread.take):
        raise Refusal("not_found", _("You are not part of this conversation."), status=404)
    waiting = PracticeThread.objects.select_for_update().filter(pk=thread.pk)
    if not waiting.filter(waiting_since__isnull=False).exists():
        return
    last = ThreadMessage.objects.let_through().filter(thread=thread).last()
    if last is not None and last.pk != read_to:
        words = _("The student has written again. Read the new message first.")
        raise Refusal("newer_message", words)
    waiting.update(waiting_since=None, seen_at=None)
    record(ThreadSettled(), thread, actor=actor)


@transaction.atomic
def close_thread(*, actor: User, thread: PracticeThread) -> None:
    """Nobody can write in it, and it waits no longer. Repeating it has no effect.

    Refusals: `not_found`.
    """
    _refuse_closers(actor, thread)
    rows = PracticeThread.objects.filter(pk=thread.pk, closed_at=None)
    if rows.update(closed_at=timezone.now(), waiting_since=None, seen_at=None):
        record(ThreadClosed(), thread, actor=actor)


@transaction.atomic
def reopen_thread(*, actor: User, thread: PracticeThread) -> None:
    """Refusals: `not_found`."""
    _refuse_closers(actor, thread)
    rows = PracticeThread.objects.filter(pk=thread.pk, closed_at__isnull=False)
    if rows.update(closed_at=None):
        record(ThreadReopened(), thread, actor=actor)


def _refuse_closers(actor: User, thread: PracticeThread) -> None:
    if not rules.may_close(actor, thread.take):
        raise Refusal("not_found", _("You can't close this conversation."), status=404)


def see_threads(*, actor: User, take: Take, threads: Collection[PracticeThread]) -> None:
    """Marks conversations that a teacher of the course has on screen. They keep waiting."""
    unseen = [one.pk for one in threads if one.is_waiting and one.seen_at is None]
    if unseen and rules.may_settle(actor, take):
        fresh = PracticeThread.objects.filter(pk__in=unseen, seen_at=None)
        fresh.update(seen_at=timezone.now())


def _refuse_outsiders(actor: User, take: Take) -> None:
    if not rules.may_talk(actor, take):
        raise Refusal("not_found", _("You are not part of this conversation."), status=404)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    longest = ThreadMessage._meta.get_field("text").max_length or 0
    if "\0" in text:
        raise Refusal("bad_text", _("This text has a character that can't be saved."), status=400)
    if not text:
        raise Refusal("empty_message", _("Write something first."), status=400)
    if len(text) > longest:
        words = _("This is too long for one message. Shorten it or send several.")
        raise Refusal("message_too_long", words, status=400)
    return text


Subject = dict[str, Any]


def _subject(
    take: Take, segment: VideoSegment | None, marker_uid: UUID | None, at_ms: int | None
) -> Subject:
    if segment is not None and marker_uid is not None:
        raise Refusal("two_subjects", _("Choose a segment or a remark, not both."), status=400)
    if segment is not None:
        return _about_segment(take, segment)
    if marker_uid is not None:
        return _about_remark(take, marker_uid)
    if at_ms is not None and not 0 <= at_ms <= (take.asset.duration_ms or MAX_MS):
        raise Refusal("outside_video", _("The video is shorter than that."), status=400)
    return {"at_ms": at_ms}


def _about_segment(take: Take, segment: VideoSegment) -> Subject:
    if segment.take_id != take.pk:
        raise Refusal("no_such_segment", _("This segment belongs to another take."), status=404)
    return {"segment": segment, "at_ms": segment.start_ms}


def _about_remark(take: Take, marker_uid: UUID) -> Subject:
    """Only a released remark can be discussed, since the student can't see any other."""
    markers = FeedbackMarker.objects.filter(feedback__take=take, feedback__live=True)
    marker = markers.filter(uid=marker_uid).first()
    if marker is None:
        raise Refusal("no_such_remark", _("This remark is no longer available."), status=404)
    return {"marker_uid": marker_uid, "at_ms": marker.start_ms}


def _thread_about(actor: User, take: Take, subject: Subject) -> PracticeThread:
    """It is held until something in it is seen by others, see `waiting.update_waiting`."""
    if "marker_uid" not in subject:
        return PracticeThread.objects.create(take=take, started_by=actor, is_held=True, **subject)
    rest = {"started_by": actor, "at_ms": subject["at_ms"], "is_held": True}
    thread, _created = PracticeThread.objects.get_or_create(
        take=take, marker_uid=subject["marker_uid"], defaults=rest
    )
    return thread


def _add_message(actor: User, thread: PracticeThread, text: str) -> ThreadMessage:
    """Updates the thread's row first, which makes simultaneous messages wait their turn."""
    if why := reason_to_hold(actor, thread, text):
        if PracticeThread.objects.filter(pk=thread.pk, closed_at__isnull=False).exists():
            raise Refusal("closed", CLOSED)
        message = ThreadMessage.objects.create(thread=thread, author=actor, text=text)
        hold(message, why, actor=actor)
        return message
    if not update_waiting(actor.pk, thread):
        raise Refusal("closed", CLOSED)
    message = ThreadMessage.objects.create(thread=thread, author=actor, text=text)
    announce(message, thread, actor=actor)
    return message
