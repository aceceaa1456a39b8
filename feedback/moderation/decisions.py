"""What an editor decides about something that was reported. Each decision has a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import Right
from accounts.services import hide_name
from core.errors import Refusal
from events.bus import record_and_publish
from events.fact import Fact
from feedback import facts
from feedback.models import CaseKind, CaseState, ModerationCase
from feedback.moderation.holding import let_through
from practice.models import Take
from practice.services import hide_take, show_take

MAX_REASON = 1000


class Decision(TextChoices):
    LEAVE = "leave", _("Leave it")
    WARN = "warn", _("Warn the author")
    HIDE = "hide", _("Hide it")
    REMOVE = "remove", _("Remove it")
    RESTORE = "restore", _("Restore it")


NOT_GONE = (
    CaseState.HELD,
    CaseState.OPEN,
    CaseState.LEFT,
    CaseState.WARNED,
    CaseState.RESTORED,
)


@dataclass(frozen=True)
class Step:
    """`before`: the states it is possible in."""

    before: tuple[CaseState, ...]
    state: CaseState
    fact: Callable[..., Fact]


STEPS = {
    Decision.LEAVE: Step((CaseState.HELD, CaseState.OPEN), CaseState.LEFT, facts.LeftAsItIs),
    Decision.WARN: Step((CaseState.OPEN, CaseState.LEFT), CaseState.WARNED, facts.AuthorWarned),
    Decision.HIDE: Step((*NOT_GONE, CaseState.REMOVED), CaseState.HIDDEN, facts.Hidden),
    Decision.REMOVE: Step((*NOT_GONE, CaseState.HIDDEN), CaseState.REMOVED, facts.Removed),
    Decision.RESTORE: Step(
        (CaseState.HIDDEN, CaseState.REMOVED), CaseState.RESTORED, facts.Restored
    ),
}


def possible(case: ModerationCase) -> list[Decision]:
    """In the order the page offers them."""
    return [decision for decision in Decision if is_possible(case, decision)]


def is_possible(case: ModerationCase, decision: Decision) -> bool:
    """A name can be hidden but not removed: everyone has one. Nobody can be warned who has left."""
    if decision == Decision.REMOVE and case.kind == CaseKind.NAME:
        return False
    if decision == Decision.WARN and case.author_id is None:
        return False
    return case.state in STEPS[decision].before


@transaction.atomic
def decide(
    *, actor: User, case: ModerationCase, decision: Decision, reason: str, seen: datetime
) -> ModerationCase:
    """`seen` is when the editor was shown the case: a later decision of another one stands.

    Refusals: `not_found`, `no_reason`, `bad_text`, `too_long`, `decided_meanwhile`, `not_possible`,
    `not_yours`.
    """
    if not actor.may(Right.MODERATE):
        raise Refusal("not_found", _("You can't decide about this."), status=404)
    reason = _checked(reason)
    row = ModerationCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if row.author_id == actor.pk:
        raise Refusal("not_yours", _("This is about you. Another editor decides."), status=403)
    _refuse(row, decision, seen)
    step = STEPS[decision]
    _save(row, actor, step.state, reason)
    _take_effect(row)
    record_and_publish(step.fact(kind=row.kind, reason=reason), row, actor=actor)
    return row


def _checked(reason: str) -> str:
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise Refusal("no_reason", _("Write a reason. The author reads it."), status=400)
    if "\0" in reason:
        raise Refusal("bad_text", _("This text has a character that can't be saved."), status=400)
    if len(reason) > MAX_REASON:
        raise Refusal("too_long", _("This is too long. Shorten it."), status=400)
    return reason


def _refuse(row: ModerationCase, decision: Decision, seen: datetime) -> None:
    if row.decided_at and row.decided_at > seen:
        words = _("%(person)s has decided this meanwhile: %(state)s. Nothing was changed.")
        by = row.decided_by or _("Somebody else")
        raise Refusal("decided_meanwhile", words % {"person": by, "state": row.get_state_display()})
    if not is_possible(row, decision):
        raise Refusal("not_possible", _("This can't be done with it now."))


def _save(row: ModerationCase, actor: User, state: CaseState, reason: str) -> None:
    row.state, row.is_open, row.reason = state, False, reason
    row.decided_at, row.decided_by = timezone.now(), actor
    row.save(update_fields=["state", "is_open", "reason", "decided_at", "decided_by", "updated_at"])


def _take_effect(row: ModerationCase) -> None:
    """Messages and remarks look at their case; takes and names have to be told."""
    if row.held_for and row.let_through_at is None and not row.is_out_of_sight:
        let_through(row)
    if row.kind == CaseKind.TAKE and row.take is not None:
        _show_or_hide(row, row.take)
    elif row.kind == CaseKind.NAME and row.author is not None:
        _name(row, row.author)


def _show_or_hide(row: ModerationCase, take: Take) -> None:
    if row.is_out_of_sight:
        hide_take(take, from_teachers=row.state == CaseState.REMOVED)
    elif take.is_hidden:
        show_take(take)


def _name(row: ModerationCase, person: Any) -> None:
    if row.state == CaseState.HIDDEN:
        hide_name(person, row.said)
    elif row.state == CaseState.RESTORED and person.hidden_name == row.said:
        hide_name(person, "")
