"""Deletes invitations of an erased person, and by which class link they came.

Invitations that they sent, and links that they made, stay without their name.
"""

from django.db.models import Q

from accounts.models import User
from events import bus, mail
from invitations.models import Arrival, Invitation


def erase(*, actor: User, subject: User) -> None:
    theirs = Invitation.objects.filter(Q(email=subject.email) | Q(accepted_by=subject))
    keys = list(theirs.values_list("pk", flat=True))
    bus.forget(keys)
    for key in keys:
        mail.forget(key)
    theirs.delete()
    Arrival.objects.filter(user=subject).delete()
