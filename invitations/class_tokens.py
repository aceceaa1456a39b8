"""The address of a class link: sixteen letters that people can type from a wall.

    practika.example/join/k7m2-9fqx-3hdw-p4tz/

They are derived from the link and the server's secret, and only their hash is stored, as for
invitations (see `links`). Sixteen of 31 signs are 79 bits: nobody finds one by trying.
"""

from hashlib import sha256

from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.own_address import own_address
from invitations.models import ClassLink

SALT = "practika.class_link"
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look like another."""
LETTERS, GROUP = 16, 4


def token_of(link: ClassLink) -> str:
    number = int.from_bytes(salted_hmac(SALT, str(link.pk), algorithm="sha256").digest())
    signs = []
    for _letter in range(LETTERS):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "-".join("".join(signs[at : at + GROUP]) for at in range(0, LETTERS, GROUP))


def hash_of(token: str) -> str:
    """However it was typed: in capitals, without the dashes."""
    return sha256("".join(token.lower().replace("-", " ").split()).encode()).hexdigest()


def address_of(link: ClassLink) -> str:
    """The whole address, to copy or to show as a QR code."""
    token = token_of(link)
    hashed = hash_of(token)
    if hashed != link.token_hash:  # the server's secret was changed
        link.token_hash = hashed
        link.save(update_fields=["token_hash"])
    return own_address(reverse("invitations:class", args=[token]))


def found_by(token: str) -> ClassLink | None:
    rows = ClassLink.objects.select_related("course", "exercise")
    return rows.filter(token_hash=hash_of(token)).first()
