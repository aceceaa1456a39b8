"""The link of an invitation: 256 bits, of which the database keeps only a hash.

The token is derived from the invitation and the server's secret, so that the queue can write the
mail, and an admin copy the link, without it being stored anywhere. Each new link has another number
and ends the one before. After the secret was changed, links that are out still work: they are found
by their hash.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.own_address import own_address
from invitations.models import Invitation

SALT = "practika.invitation"
TOKEN_CHARS = 43


def token_of(invitation: Invitation) -> str:
    """43 letters that fit into an address."""
    value = f"{invitation.pk}:{invitation.link_number}"
    digest = salted_hmac(SALT, value, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    """The whole address, for a mail or to copy."""
    token = token_of(invitation)
    hashed = hash_of(token)
    if hashed != invitation.token_hash:  # the server's secret was changed
        invitation.token_hash = hashed
        invitation.save(update_fields=["token_hash"])
    return own_address(reverse("invitations:open", args=[token]))


def found_by(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("cohort", "invited_by")
    return rows.filter(token_hash=hash_of(token)).first()
