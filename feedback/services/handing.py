"""An assistant's draft: handed on to the course's teachers, and sent back by one of them.

A teacher who agrees releases it, as they do their own. The author stays its `teacher`: the name the
student reads. Wagtail's workflow would ask the same people in every course; see ADR 0033.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from events.bus import record_and_publish
from feedback import rules
from feedback.facts import HandedOn, SentBack
from feedback.models import NOTHING_TO_RELEASE, Feedback
from feedback.services.review import draft_of


@transaction.atomic
def hand_on(*, actor: User, feedback: Feedback) -> None:
    """Asks the course's teachers to release it. Until one sends it back, it is in their hands.

    Refusals: `not_found`, `not_yours` for those who release it themselves, `nothing_to_release`,
    and those of the take.
    """
    draft = draft_of(actor=actor, feedback=feedback)
    if not rules.may_hand_on(actor, draft):
        raise Refusal("not_yours", _("You can release this yourself."), status=403)
    if not draft.says_something:
        raise Refusal("nothing_to_release", NOTHING_TO_RELEASE)
    Feedback.objects.filter(pk=draft.pk).update(
        asked_at=timezone.now(), sent_back="", sent_back_by=None
    )
    record_and_publish(HandedOn(take=draft.take_id), draft, actor=actor)


@transaction.atomic
def send_back(*, actor: User, feedback: Feedback, words: str) -> None:
    """Returns it to the assistant, with a sentence. Refusals: `not_found`, `say_why`."""
    if not words.strip():
        raise Refusal("say_why", _("Say what is missing."), status=400)
    rows = Feedback.objects.select_for_update(of=("self",)).filter(pk=feedback.pk)
    row = rows.first()
    if row is None or not rules.may_send_back(actor, row):
        raise Refusal("not_found", _("You can't send this back."), status=404)
    rows.update(asked_at=None, sent_back=words.strip(), sent_back_by=actor)
    record_and_publish(SentBack(take=row.take_id), row, actor=actor)
