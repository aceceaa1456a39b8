"""What every page needs to know about a person, fetched with them: roles, and access to the admin.

    User.objects.annotate(**standing("pk", right_to_admin()))    then `remember(user, …)`

Fetched separately, this would cost three more queries on every page.
"""

from functools import cache
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Aggregate, CharField, Exists, OuterRef, Subquery, Value

from accounts.models import User
from core.prepared import Prepared

BETWEEN = "\x1f"
"""No group name contains it."""


class Joined(Aggregate):
    """`STRING_AGG`, which SQLite calls by another name."""

    function = "STRING_AGG"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def standing(person: str, right: Any) -> dict[str, Any]:
    """Annotations for a query where `person` names the user's key; see `right_to_admin`."""
    mine = User.groups.through.objects.filter(user=OuterRef(person))
    named: Any = (
        mine.order_by().values("user").annotate(names=Joined("group__name", Value(BETWEEN)))
    )
    by_role = Group.permissions.through.objects.filter(
        permission=right, group__user=OuterRef(person)
    )
    in_person = User.user_permissions.through.objects.filter(
        permission=right, user=OuterRef(person)
    )
    return {
        "standing_roles": Subquery(named.values("names")),
        "standing_opens_admin": Exists(by_role) | Exists(in_person),
    }


@cache
def right_to_admin() -> int:
    """The key of that permission, which never changes: a join by name would be too expensive."""
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    return wanted.values_list("pk", flat=True).get()


def person_with_standing(key: Any) -> User | None:
    for *columns, roles, opens_admin in _by_key.rows(key=key, right=right_to_admin()):
        return remember(User.from_db(DEFAULT_DB_ALIAS, COLUMNS, columns), roles, opens_admin)
    return None


def remember(user: User, roles: str | None, opens_admin: bool) -> User:
    """Keeps the values of the annotations on the user."""
    user._role_names = set((roles or "").split(BETWEEN)) - {""}
    user._opens_admin = bool(opens_admin)
    return user


COLUMNS = [field.attname for field in User._meta.concrete_fields]
STANDING = ["standing_roles", "standing_opens_admin"]
RIGHT = Permission._meta.get_field("id")
_by_key = Prepared(
    lambda key, right: (
        User.objects.filter(pk=key)
        .annotate(**standing("pk", right))
        .values_list(*COLUMNS, *STANDING)
    ),
    key=User._meta.get_field("id"),
    right=RIGHT,
)
