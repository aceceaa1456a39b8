"""What happens to people's accounts."""

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
