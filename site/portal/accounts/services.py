"""What happens to people's accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.accounts.models import User


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
