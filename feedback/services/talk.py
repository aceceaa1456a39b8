"""Conversations between the student and the teachers."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback import rules
from feedback.models import FeedbackMarker, PracticeThread, ThreadMessage
from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.core.timecode import LONGEST_MS
from portal.events.bus import publish
from practice.models import PracticeClip, VideoSegment


def start_thread(
    *,
    actor: User,
    clip: PracticeClip,
    text: str,
    segment: VideoSegment | None = None,
    marker_uid: UUID | None = None,
    at_ms: int | None = None,
) -> PracticeThread:
    """A conversation with its first message. A remark has one: a second start joins it.

    Refusals: `not_found`, `empty_message`, `no_such_remark`, `no_such_segment`, `outside_video`.
    """
    _refuse_others(actor, clip)
    said = _said(text)
    subject = _subject(clip, segment, marker_uid, at_ms)
    with transaction.atomic():
        thread = _thread_about(actor, clip, subject)
        _add_message(actor, thread, said)
    return thread


@transaction.atomic
def post_message(*, actor: User, thread: PracticeThread, text: str) -> ThreadMessage:
    """Refusals: `not_found`, `empty_message`."""
    _refuse_others(actor, thread.clip)
    return _add_message(actor, thread, _said(text))


def _refuse_others(actor: User, clip: PracticeClip) -> None:
    if not rules.may_talk(actor, clip):
        raise Refusal("not_found", _("This conversation is not yours."), status=404)


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    longest = ThreadMessage._meta.get_field("text").max_length or 0
    if "\0" in said:
        raise Refusal("bad_text", _("This text holds a sign that can't be kept."), status=400)
    if not said:
        raise Refusal("empty_message", _("Write something first."), status=400)
    if len(said) > longest:
        raise Refusal("message_too_long", _("This is too long for one message."), status=400)
    return said


Subject = dict[str, Any]


def _subject(
    clip: PracticeClip, segment: VideoSegment | None, marker_uid: UUID | None, at_ms: int | None
) -> Subject:
    if segment is not None and marker_uid is not None:
        raise Refusal("two_subjects", _("Talk about a segment or a remark, not both."), status=400)
    if segment is not None:
        return _about_segment(clip, segment)
    if marker_uid is not None:
        return _about_remark(clip, marker_uid)
    if at_ms is not None and not 0 <= at_ms <= (clip.asset.duration_ms or LONGEST_MS):
        raise Refusal("outside_video", _("The video is shorter than that."), status=400)
    return {"at_ms": at_ms}


def _about_segment(clip: PracticeClip, segment: VideoSegment) -> Subject:
    if segment.clip_id != clip.pk:
        raise Refusal("no_such_segment", _("This segment is of another take."), status=404)
    return {"segment": segment, "at_ms": segment.start_ms}


def _about_remark(clip: PracticeClip, marker_uid: UUID) -> Subject:
    """Only a released remark can be talked about: the student sees no other."""
    markers = FeedbackMarker.objects.filter(feedback__clip=clip, feedback__live=True)
    marker = markers.filter(uid=marker_uid).first()
    if marker is None:
        raise Refusal("no_such_remark", _("This remark is not there any more."), status=404)
    return {"marker_uid": marker_uid, "at_ms": marker.start_ms}


def _thread_about(actor: User, clip: PracticeClip, subject: Subject) -> PracticeThread:
    if "marker_uid" not in subject:
        return PracticeThread.objects.create(clip=clip, started_by=actor, **subject)
    rest = {"started_by": actor, "at_ms": subject["at_ms"]}
    thread, _made = PracticeThread.objects.get_or_create(
        clip=clip, marker_uid=subject["marker_uid"], defaults=rest
    )
    return thread


def _add_message(actor: User, thread: PracticeThread, said: str) -> ThreadMessage:
    message = ThreadMessage.objects.create(thread=thread, author=actor, text=said)
    record("feedback.message_posted", thread, actor=actor, message=str(message.pk))
    publish(
        "feedback.message_posted",
        actor=actor,
        object_id=message.pk,
        clip=str(thread.clip_id),
        thread=str(thread.pk),
    )
    return message
