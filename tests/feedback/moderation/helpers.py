"""Reports and decisions of tests: boring words by default."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from feedback.models import ModerationCase, Reason
from feedback.moderation import subjects
from feedback.moderation.decisions import Decision, decide
from feedback.moderation.reports import report
from feedback.moderation.subjects import Subject


def reported(actor: User, kind: str, key: Any, reason: str = Reason.RUDE) -> ModerationCase:
    """The case about what this person sees and reports."""
    subject: Subject | None = getattr(subjects, kind)(actor, key)
    assert subject is not None
    return report(actor=actor, subject=subject, reason=reason).case


def decided(
    actor: User, case: ModerationCase, decision: Decision, reason: str = "Be kind, please."
) -> ModerationCase:
    return decide(actor=actor, case=case, decision=decision, reason=reason, seen=timezone.now())
