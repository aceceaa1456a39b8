"""An invitation to a cohort ends with the cohort: without it, it would let people in elsewhere."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from invitations.models import Cohort


@receiver(pre_delete, sender=Cohort)
def revoke_invitations(instance: Cohort, **kwargs: Any) -> None:
    now = timezone.now()
    instance.invitations.open().update(revoked_at=now, updated_at=now)
