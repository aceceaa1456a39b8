"""A person's access ends when their password, their roles or their right to log in change.

That covers sessions, API tokens and unconfirmed addresses, whether a page, a command or a shell
made the change. `User.access_stamp` is part of each session's hash and renewed with every change;
tokens are deleted. The signal `access_changed` reports the change.
"""

from collections.abc import Collection, Iterable
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.dispatch import Signal

if TYPE_CHECKING:
    from accounts.models import User

ENDING = frozenset({"password", "is_active", "is_superuser"})
"""Fields whose change logs a person out everywhere."""

NOTICED = ENDING | {"email"}
"""Fields whose change is reported."""

access_changed = Signal()
"""`person_id`; `changes`: maps a changed field to its new value (None for a password), or
`roles_added` and `roles_removed` to names; `tokens`: how many were revoked."""


def new_stamp() -> str:
    return token_hex(8)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs, with its new value; passwords and addresses are not passed on."""
    hidden = {"password": None, "email": None}
    return {
        name: hidden.get(name, after[name])
        for name in sorted(NOTICED & before.keys() & after.keys())
        if before[name] != after[name]
    }


def renew(sender: type["User"], people: Collection[Any]) -> str:
    """Ends these people's access. Runs in the transaction of the change."""
    stamp = new_stamp()
    rows: Any = sender._base_manager.filter(pk__in=people)
    QuerySet.update(rows, access_stamp=stamp)
    return stamp


def announce(sender: type["User"], found: Iterable[tuple[Any, dict[str, Any]]]) -> None:
    """Deletes what gives these people access, and sends `access_changed` for each of them."""
    for key, changes in found:
        tokens = _forget(key) if changes.keys() - {"email"} else 0
        access_changed.send(sender=sender, person_id=key, changes=changes, tokens=tokens)


def _forget(key: Any) -> int:
    """A new address may have been requested by somebody else, so it must be requested again."""
    # Both have a foreign key to our user model, which imports this module.
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from knox.models import get_token_model  # noqa: PLC0415

    waiting = EmailAddress.objects.filter(user_id=key, verified=False)
    waiting.annotate(theirs=Lower("user__email")).exclude(email=F("theirs")).delete()
    tokens = get_token_model()
    _all, deleted = tokens.objects.filter(user_id=key).delete()
    count: int = deleted.get(tokens._meta.label, 0)
    return count
