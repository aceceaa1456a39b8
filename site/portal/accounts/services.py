"""What happens to people's accounts."""

import logging
import smtplib

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.models import User

logger = logging.getLogger(__name__)


def send_password_link(*, request: HttpRequest, person: User) -> bool:
    """Writes to them where to choose a password; False when the mail can't be sent."""
    adapter = get_adapter(request)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    context = {
        "person": person,
        "sender": request.user,
        "link": adapter.get_reset_password_from_key_url(key),
    }
    try:
        adapter.send_mail("accounts/email/password_link", person.email, context)
    except (OSError, smtplib.SMTPException):
        logger.exception("A link to choose a password could not be sent.")
        return False
    return True


@transaction.atomic
def change_profile(*, actor: User, first_name: str, last_name: str) -> User:
    """A person names themselves; the first time ends their onboarding."""
    actor.first_name, actor.last_name = first_name, last_name
    actor.save(update_fields=["first_name", "last_name"])
    actor.profile.onboarding_completed = True
    actor.profile.save(update_fields=["onboarding_completed"])
    return actor


@transaction.atomic
def vouch_for_address(user: User) -> None:
    """An account's address is proven: an admin gave it, or its mailbox was opened.

    allauth is told so before it offers another one; it would let go of an unproven one at once.
    """
    rows, address = EmailAddress.objects, user.email.lower()
    rows.filter(email__iexact=address).exclude(user=user).delete()
    rows.filter(user=user, verified=True).exclude(email__iexact=address).delete()
    rows.filter(user=user).exclude(email__iexact=address).update(primary=False)
    proven = {"verified": True, "primary": True}
    rows.update_or_create(user=user, email=address, defaults=proven)
