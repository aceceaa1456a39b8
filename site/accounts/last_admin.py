"""A portal without anybody who manages it could only be saved from a shell."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role

LAST_ADMIN = _(
    "Nobody else manages this portal. Make somebody else an admin first, then change this."
)


def leaves_no_admin(people: Iterable[User]) -> bool:
    """Whether nobody would manage the portal if these people no longer did."""
    keys = {person.pk for person in people}
    managing = set(admins().values_list("pk", flat=True))
    return bool(managing & keys) and not managing - keys


def lock_admins() -> None:
    """In the transaction that takes rights away: whoever else does waits, and then counts anew.

    Else two admins who demote each other at the same moment would both be let through.
    """
    list(admins().order_by("pk").select_for_update().values_list("pk", flat=True))


def admins() -> Any:
    """Active people with every right over accounts."""
    in_role = Q(pk__in=User.groups.through.objects.filter(group__name=Role.ADMIN).values("user"))
    return User.objects.filter(in_role | Q(is_superuser=True), is_active=True)
