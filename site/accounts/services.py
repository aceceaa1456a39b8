"""What happens to people's accounts."""

import logging
import smtplib

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.http import HttpRequest

from accounts import languages
from accounts.models import User

logger = logging.getLogger(__name__)


def send_password_link(*, request: HttpRequest, person: User) -> bool:
    """Mails them a link to choose a password; False if the mail can't be sent."""
    if not person.address:
        return False
    adapter = get_adapter(request)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    context = {
        "person": person,
        "sender": request.user,
        "link": adapter.get_reset_password_from_key_url(key),
    }
    try:
        with languages.spoken_by(person):
            adapter.send_mail("accounts/email/password_link", person.email, context)
    except (OSError, smtplib.SMTPException):
        logger.exception("The mail with a link to choose a password could not be sent.")
        return False
    return True


def notify_of_change(*, request: HttpRequest, person: User, mailbox: str) -> None:
    """Mails the previous address: whoever made the change may be an impostor."""
    context = {"person": person, "sender": request.user, "is_moved": mailbox != person.email}
    try:
        with languages.spoken_by(person):
            get_adapter(request).send_mail("accounts/email/changed_by_admin", mailbox, context)
    except (OSError, smtplib.SMTPException):
        logger.exception("The mail about a changed account could not be sent.")


def notify_of_reset(*, person: User, sender: User | None) -> None:
    """Mails somebody whose second step was taken away: that may have been an impostor's wish."""
    if not person.address:
        return
    context = {"person": person, "sender": sender}
    try:
        with languages.spoken_by(person):
            # Not `send_mail`: a command has no request.
            prefix = "accounts/email/second_step_reset"
            get_adapter().render_mail(prefix, person.email, context).send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The mail about a reset second step could not be sent.")


@transaction.atomic
def change_profile(
    *, actor: User, first_name: str, last_name: str, language: str | None = None
) -> User:
    """A person edits their own name; the first time ends their onboarding."""
    actor.first_name, actor.last_name = first_name, last_name
    # Validated for every caller: a form has done so already, others may not.
    names = {"first_name", "last_name"}
    actor.full_clean(exclude={field.name for field in User._meta.fields} - names)
    actor.save(update_fields=["first_name", "last_name"])
    actor.profile.onboarding_completed = True
    actor.profile.save(update_fields=["onboarding_completed"])
    if language is not None:
        languages.choose(actor, language)
    return actor


def hide_name(person: User, name: str) -> None:
    """Others see "Name hidden" for as long as the person goes by this name; "" shows it again."""
    User.objects.filter(pk=person.pk).update(hidden_name=name)
    person.hidden_name = name


@transaction.atomic
def vouch_for_address(user: User) -> None:
    """Marks an account's address as verified: an admin entered it, or its owner confirmed it.

    allauth needs this before it offers a new one; it would drop an unverified address at once.
    """
    rows, address = EmailAddress.objects, user.email.lower()
    rows.filter(email__iexact=address).exclude(user=user).delete()
    rows.filter(user=user, verified=True).exclude(email__iexact=address).delete()
    rows.filter(user=user).exclude(email__iexact=address).update(primary=False)
    verified = {"verified": True, "primary": True}
    rows.update_or_create(user=user, email=address, defaults=verified)
