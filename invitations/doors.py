"""Which invitation a browser has opened: kept in its session by the hash of the link.

So the link itself is in no later address, and it ends as soon as a newer link was sent.
"""

from django.http import HttpRequest

from invitations.links import found_by, hash_of
from invitations.models import Invitation
from invitations.rules import still_stands

KEY = "invitation"


def remember(request: HttpRequest, token: str) -> Invitation | None:
    """Opening a link uses nothing up."""
    invitation = found_by(token)
    if invitation is not None:
        request.session[KEY] = hash_of(token)
    return invitation


def opened(request: HttpRequest) -> Invitation | None:
    """In whatever state it is by now; None if the link was replaced or never existed."""
    hashed = request.session.get(KEY)
    if not hashed:
        return None
    rows = Invitation.objects.select_related("cohort", "invited_by")
    return rows.filter(token_hash=hashed).first()


def usable(request: HttpRequest) -> Invitation | None:
    invitation = opened(request)
    if invitation is None or not invitation.is_usable or not still_stands(invitation):
        return None
    return invitation


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
