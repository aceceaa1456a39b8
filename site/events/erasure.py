"""Deletes the events about an erased person, or caused by them."""

from django.db.models import Q

from accounts.models import User
from events.models import Event


def erase(*, actor: User, subject: User) -> None:
    key = str(subject.pk)
    Event.objects.filter(Q(actor=subject) | Q(object_id=key) | Q(payload__person=key)).delete()
