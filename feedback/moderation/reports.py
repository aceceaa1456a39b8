"""Reporting something to the editors."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import rates
from core.errors import Refusal
from events.bus import record_and_publish
from feedback.facts import Reported
from feedback.models import CaseKind, CaseState, ModerationCase, Reason, Report
from feedback.moderation.subjects import Subject


def report(*, actor: User, subject: Subject, reason: str, words: str = "") -> Report:
    """A second report of the same thing by the same person changes nothing.

    What was decided before, and can be seen, waits for a decision again.
    Refusals: `unknown_reason`, `bad_text`, `too_long`, `too_fast`.
    """
    words = _checked(reason, words)
    if known := Report.objects.filter(reporter=actor, case=subject.case).first():
        return known
    rates.take("reports", actor)
    with transaction.atomic():
        case = _case_about(subject)
        sent, is_new = Report.objects.get_or_create(
            case=case, reporter=actor, defaults={"reason": reason, "words": words}
        )
        if is_new:
            _count(case)
            fact = Reported(kind=case.kind, reason=reason)
            record_and_publish(fact, case, actor=actor)
    return sent


def _checked(reason: str, words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if reason not in Reason.values:
        raise Refusal("unknown_reason", _("Choose a reason."), status=400)
    if "\0" in words:
        raise Refusal("bad_text", _("This text has a character that can't be saved."), status=400)
    if len(words) > (Report._meta.get_field("words").max_length or 0):
        raise Refusal("too_long", _("This is too long. Shorten it."), status=400)
    return words


def _case_about(subject: Subject) -> ModerationCase:
    """Locked, so that simultaneous reports and decisions wait their turn."""
    started = {"opened_at": timezone.now(), **subject.facts}
    case, _is_new = ModerationCase.objects.get_or_create(**subject.key, defaults=started)
    return ModerationCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _count(case: ModerationCase) -> None:
    changes = {"report_count": F("report_count") + 1, "updated_at": timezone.now()}
    # A hidden name that is reported is in use again.
    is_seen = case.kind == CaseKind.NAME or not case.is_out_of_sight
    if not case.is_open and is_seen:
        changes |= {"state": CaseState.OPEN, "is_open": True, "opened_at": timezone.now()}
    ModerationCase.objects.filter(pk=case.pk).update(**changes)
