"""What every page asks of a person, fetched with them: their roles, and whether the admin opens.

    User.objects.annotate(**standing("pk"))     then `remember(user, row)` of the row it came in

Asked one after the other they are three queries more, on every page.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Aggregate, CharField, Exists, OuterRef, Subquery, Value

BETWEEN = "\x1f"
"""No name of a group holds it."""


class Joined(Aggregate):
    """`STRING_AGG`, which SQLite knows by another name."""

    function = "STRING_AGG"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def standing(person: str) -> dict[str, Any]:
    """Annotations of a query in which `person` names the key of the user."""
    groups = Group.objects.filter(user=OuterRef(person)).order_by().values("user")
    named = groups.annotate(names=Joined("name", Value(BETWEEN))).values("names")
    opens = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    by_role, in_person = (
        opens.filter(group__user=OuterRef(person)),
        opens.filter(user=OuterRef(person)),
    )
    return {
        "standing_roles": Subquery(named),
        "standing_opens_admin": Exists(by_role) | Exists(in_person),
    }


def remember(user: Any, row: Any) -> Any:
    """Hand to `user` what `row` was annotated with."""
    user._role_names = set((row.standing_roles or "").split(BETWEEN)) - {""}
    user._opens_admin = row.standing_opens_admin
    return user
