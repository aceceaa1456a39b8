"""Messages that wait for an editor: their author sees them with a note, nobody else does."""

from django.utils import timezone

from accounts.models import User
from events.bus import record_and_publish
from feedback.facts import MessageHeld
from feedback.models import (
    CaseKind,
    CaseState,
    HeldFor,
    HoldRule,
    ModerationCase,
    PracticeThread,
    ThreadMessage,
)
from feedback.waiting import announce, update_waiting


def reason_to_hold(actor: User, thread: PracticeThread, text: str) -> HeldFor | None:
    """By the rule of the course; what teachers say is never held."""
    if actor.pk != thread.take.student_id:
        return None
    rule = HoldRule.objects.filter(course_key=thread.take.course_key).first()
    return rule.holds(text, _posted(actor, thread, rule.first_posts)) if rule else None


def _posted(actor: User, thread: PracticeThread, enough: int) -> int:
    """How many messages of theirs in this course others can see; counted up to `enough`."""
    theirs = ThreadMessage.objects.filter(
        author=actor, thread__take__course_key=thread.take.course_key
    )
    kept_back = [CaseState.HELD, *CaseState.out_of_sight()]
    return len(theirs.exclude(case__state__in=kept_back).values_list("pk")[:enough])


def hold(message: ThreadMessage, why: HeldFor, *, actor: User) -> ModerationCase:
    take = message.thread.take
    case = ModerationCase.objects.create(
        kind=CaseKind.MESSAGE,
        state=CaseState.HELD,
        held_for=why,
        author=actor,
        message=message,
        take=take,
        course=take.course,
        said=message.text,
        at_ms=message.thread.at_ms,
        opened_at=timezone.now(),
    )
    record_and_publish(MessageHeld(reason=why.value), case, actor=actor)
    return case


def let_through(case: ModerationCase) -> None:
    """As if it were posted now. Once: what is hidden later and restored is no news."""
    case.let_through_at = timezone.now()
    case.save(update_fields=["let_through_at", "updated_at"])
    message = case.message
    if message is not None and message.author is not None:
        if not update_waiting(message.author.pk, message.thread):
            PracticeThread.objects.filter(pk=message.thread_id).update(is_held=False)
        announce(message, message.thread, actor=message.author)
