"""What goes of feedback and conversations with a take or with a person, and what stays.

With a take: all of it. With a teacher: drafts nobody saw, and their words in conversations, where
"removed" stands instead so that the others' answers still make sense. What they released stays the
student's, without the teacher's name.
"""

from uuid import UUID

from django.utils.translation import ngettext

from feedback.models import Feedback, PracticeThread, ThreadMessage
from portal.accounts.models import User
from portal.audit.log import forget
from portal.core.erasing import Consequence
from portal.events import bus
from practice.models import PracticeClip
from practice.models.clip import PracticeClipQuerySet
from practice.services import end_review


def foresee_on_takes(takes: PracticeClipQuerySet) -> list[Consequence]:
    clips = takes.order_by().values("pk")
    answers = Feedback.objects.filter(clip__in=clips).count()
    messages = ThreadMessage.objects.filter(thread__clip__in=clips).count()
    return [*_answers(answers), *_messages(messages)]


def erase_on_takes(*, actor: User, subject: PracticeClipQuerySet) -> None:
    """Feedback has to go before its take; conversations go with the take."""
    clips = list(subject.order_by().values_list("pk", flat=True))
    answers = Feedback.objects.filter(clip__in=clips)
    keys = list(answers.select_for_update().order_by("pk").values_list("pk", flat=True))
    _forget_conversations(clips)
    _erase_feedback(keys)


def foresee_of_person(person: User) -> list[Consequence]:
    stays = Feedback.objects.filter(teacher=person, live=True).count()
    drafts = Feedback.objects.filter(teacher=person, live=False).count()
    elsewhere = ThreadMessage.objects.filter(author=person).exclude(thread__clip__student=person)
    return [*_answers_that_stay(stays), *_drafts(drafts), *_messages(elsewhere.count())]


def erase_of_person(*, actor: User, subject: User) -> None:
    _erase_drafts(subject)
    _drop_unreleased_changes(subject)
    messages = ThreadMessage.objects.filter(author=subject)
    bus.forget(list(messages.values_list("pk", flat=True)))
    messages.update(text="", author=None)
    Feedback.objects.filter(locked_by=subject).update(locked=False, locked_at=None, locked_by=None)


def _erase_drafts(person: User) -> None:
    """The takes wait again, unless another teacher is at them."""
    drafts = Feedback.objects.filter(teacher=person, live=False)
    rows = dict(drafts.select_for_update().order_by("pk").values_list("pk", "clip_id"))
    _erase_feedback([*rows])
    for clip in PracticeClip.objects.filter(pk__in=rows.values(), feedback=None):
        end_review(clip)


def _drop_unreleased_changes(person: User) -> None:
    """What the student sees stays as it is; what was written since is nobody's to release."""
    rows = Feedback.objects.filter(teacher=person, live=True, has_unpublished_changes=True)
    for feedback in rows.exclude(live_revision=None).select_for_update(of=("self",)):
        later = feedback.revisions.filter(created_at__gt=feedback.live_revision.created_at)
        feedback.latest_revision = feedback.live_revision
        feedback.has_unpublished_changes = False
        feedback.save(update_fields=["latest_revision", "has_unpublished_changes"])
        later.delete()


def _erase_feedback(keys: list[UUID]) -> None:
    bus.forget(keys)
    forget(Feedback, keys)
    Feedback.objects.filter(pk__in=keys).delete()


def _forget_conversations(clips: list[UUID]) -> None:
    threads = PracticeThread.objects.filter(clip__in=clips)
    keys = list(threads.values_list("pk", flat=True))
    messages = ThreadMessage.objects.filter(thread__in=keys).values_list("pk", flat=True)
    bus.forget([*keys, *messages])
    forget(PracticeThread, keys)


def _answers(count: int) -> list[Consequence]:
    words = ngettext("%(count)d answer from a teacher", "%(count)d answers from teachers", count)
    return [Consequence(words % {"count": count})] if count else []


def _messages(count: int) -> list[Consequence]:
    words = ngettext("%(count)d message", "%(count)d messages", count)
    return [Consequence(words % {"count": count})] if count else []


def _drafts(count: int) -> list[Consequence]:
    words = ngettext(
        "%(count)d answer that is not released; the take waits for another teacher",
        "%(count)d answers that are not released; the takes wait for another teacher",
        count,
    )
    return [Consequence(words % {"count": count})] if count else []


def _answers_that_stay(count: int) -> list[Consequence]:
    words = ngettext(
        "%(count)d answer they released, as from “a teacher who left”",
        "%(count)d answers they released, as from “a teacher who left”",
        count,
    )
    return [Consequence(words % {"count": count}, stays=True)] if count else []
