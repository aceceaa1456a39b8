"""Deletes invitations of an erased person, how they came by class links and
joined open courses.

Invitations that they sent, and links that they made, stay without their name.
"""

from django.db.models import Q

from accounts.models import User
from events import bus, mail
from invitations.models import Arrival, Invitation, OpenPlace


def erase(*, actor: User, subject: User) -> None:
    theirs = Invitation.objects.filter(Q(email=subject.email) | Q(accepted_by=subject))
    keys = list(theirs.values_list("pk", flat=True))
    bus.forget(keys)
    for key in keys:
        mail.forget(key)
    theirs.delete()
    Arrival.objects.filter(user=subject).delete()
    OpenPlace.objects.filter(user=subject).delete()
