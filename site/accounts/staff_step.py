"""Staff have to set up a second step at log-in, if the operator says so: STAFF_SECOND_STEP.

The first visit to the admin begins a time of grace. After it, the admin leads to the page where the
second step is set up, so nobody is locked out: whoever lost theirs asks another admin to reset it,
and the last of them uses `manage.py reset_second_step`.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.dispatch import Signal
from django.utils import timezone

from accounts.models import Profile, User

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

second_step_reset = Signal()
"""`person`, `actor`: None for a command."""


def ends_at(person: User) -> datetime | None:
    """When they can't open the admin any more; None if they have a second step, or need none."""
    if not settings.STAFF_SECOND_STEP or is_mfa_enabled(person, KINDS):
        return None
    profiles = Profile.objects.filter(user=person)
    grace = timedelta(days=settings.STAFF_SECOND_STEP_DAYS)
    profiles.filter(second_step_due_at=None).update(second_step_due_at=timezone.now() + grace)
    return profiles.values_list("second_step_due_at", flat=True).first()


def reset(*, actor: User | None, person: User) -> int:
    """Takes the second step away from somebody who lost it. Returns how many they had."""
    rows = Authenticator.objects.filter(user=person)
    count: int = rows.count()
    rows.delete()
    if count:
        second_step_reset.send(sender=Authenticator, person=person, actor=actor)
    return count
