"""Which feedback and conversations are erased with a take or a person, and which stay.

With a take: all of it. With a teacher: their unreleased drafts and the text of their messages,
which are shown as removed so that the replies still make sense. Feedback they released stays with
the student, without the teacher's name. Reports they sent stay without their name and words.
"""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from audit.log import forget
from core.erasing import Consequence
from events import bus
from feedback.models import (
    CaseKind,
    Feedback,
    ModerationCase,
    PracticeThread,
    Report,
    ThreadMessage,
)
from practice.models import Take
from practice.models.take import TakeQuerySet
from practice.services import end_review


def foresee_on_takes(takes: TakeQuerySet) -> list[Consequence]:
    keys = takes.order_by().values("pk")
    feedback = Feedback.objects.filter(take__in=keys).count()
    messages = ThreadMessage.objects.filter(thread__take__in=keys).count()
    return [*_feedback(feedback), *_messages(messages)]


def erase_on_takes(*, actor: User, subject: TakeQuerySet) -> None:
    """Feedback must be deleted before its take; conversations cascade with the take."""
    takes = list(subject.order_by().values_list("pk", flat=True))
    feedback = Feedback.objects.filter(take__in=takes)
    keys = list(feedback.select_for_update().order_by("pk").values_list("pk", flat=True))
    _forget_conversations(takes)
    _erase_cases(ModerationCase.objects.filter(take__in=takes))
    _erase_feedback(keys)


def foresee_of_person(person: User) -> list[Consequence]:
    stays = Feedback.objects.filter(teacher=person, live=True).count()
    drafts = Feedback.objects.filter(teacher=person, live=False).count()
    elsewhere = ThreadMessage.objects.filter(author=person).exclude(thread__take__student=person)
    return [*_released_that_stays(stays), *_drafts(drafts), *_messages(elsewhere.count())]


def erase_of_person(*, actor: User, subject: User) -> None:
    _erase_drafts(subject)
    _drop_unreleased_changes(subject)
    messages = ThreadMessage.objects.filter(author=subject)
    bus.forget(list(messages.values_list("pk", flat=True)))
    messages.update(text="", author=None)
    _forget_cases(subject)
    Feedback.objects.filter(sent_back_by=subject).update(sent_back="", sent_back_by=None)
    Feedback.objects.filter(locked_by=subject).update(locked=False, locked_at=None, locked_by=None)


def _forget_cases(person: User) -> None:
    """What is hidden of theirs stays hidden: a remark that others keep, for one."""
    theirs = ModerationCase.objects.filter(author=person)
    _erase_cases(theirs.filter(kind=CaseKind.NAME))
    keys = list(theirs.values_list("pk", flat=True))
    bus.forget(keys)
    forget(ModerationCase, keys)
    theirs.update(said="", reason="", author=None)
    Report.objects.filter(reporter=person).update(words="", reporter=None)


def _erase_cases(cases: "QuerySet[ModerationCase]") -> None:
    keys = list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    bus.forget(keys)
    forget(ModerationCase, keys)
    ModerationCase.objects.filter(pk__in=keys).delete()


def _erase_drafts(person: User) -> None:
    """Their takes wait for feedback again, unless another teacher has started some."""
    drafts = Feedback.objects.filter(teacher=person, live=False)
    rows = dict(drafts.select_for_update().order_by("pk").values_list("pk", "take_id"))
    _erase_feedback([*rows])
    for take in Take.objects.filter(pk__in=rows.values(), feedback=None):
        end_review(take)


def _drop_unreleased_changes(person: User) -> None:
    """The student keeps the released version; nobody is left to release later changes."""
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


def _forget_conversations(takes: list[UUID]) -> None:
    threads = PracticeThread.objects.filter(take__in=takes)
    keys = list(threads.values_list("pk", flat=True))
    messages = ThreadMessage.objects.filter(thread__in=keys).values_list("pk", flat=True)
    bus.forget([*keys, *messages])
    forget(PracticeThread, keys)


def _feedback(count: int) -> list[Consequence]:
    words = ngettext(
        "%(count)d piece of feedback from a teacher",
        "%(count)d pieces of feedback from teachers",
        count,
    )
    return [Consequence(words % {"count": count})] if count else []


def _messages(count: int) -> list[Consequence]:
    words = ngettext("%(count)d message", "%(count)d messages", count)
    return [Consequence(words % {"count": count})] if count else []


def _drafts(count: int) -> list[Consequence]:
    words = ngettext(
        "%(count)d unreleased draft of feedback; the take will wait for another teacher",
        "%(count)d unreleased drafts of feedback; the takes will wait for another teacher",
        count,
    )
    return [Consequence(words % {"count": count})] if count else []


def _released_that_stays(count: int) -> list[Consequence]:
    words = ngettext(
        "%(count)d piece of feedback they released, shown as from “A teacher who left”",
        "%(count)d pieces of feedback they released, shown as from “A teacher who left”",
        count,
    )
    return [Consequence(words % {"count": count}, stays=True)] if count else []
