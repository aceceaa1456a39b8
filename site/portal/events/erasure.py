"""News about an erased person, or told by them, is nobody's business any more."""

from django.db.models import Q

from portal.accounts.models import User
from portal.events.models import Event


def erase(*, actor: User, subject: User) -> None:
    key = str(subject.pk)
    Event.objects.filter(Q(actor=subject) | Q(object_id=key) | Q(payload__person=key)).delete()
