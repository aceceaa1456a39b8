"""Deletes invitations of an erased person. Those that they sent stay, without their name."""

from django.db.models import Q

from accounts.models import User
from events import bus, mail
from invitations.models import Invitation


def erase(*, actor: User, subject: User) -> None:
    theirs = Invitation.objects.filter(Q(email=subject.email) | Q(accepted_by=subject))
    keys = list(theirs.values_list("pk", flat=True))
    bus.forget(keys)
    for key in keys:
        mail.forget(key)
    theirs.delete()
