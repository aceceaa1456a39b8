"""Who may teach, and who may assist."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rights import Right, roles_with


def teaching_staff() -> QuerySet[User]:
    """Active people who may teach a course."""
    return _active_with(Right.TEACH)


def assisting_staff() -> QuerySet[User]:
    """Active people who may be an assistant in a course: teachers may, in others' courses."""
    return _active_with(Right.ASSIST)


def _active_with(right: Right) -> QuerySet[User]:
    names = roles_with(right)
    # A subquery: with a join, each person would appear once per role.
    in_role = Q(pk__in=User.groups.through.objects.filter(group__name__in=names).values("user"))
    staff: QuerySet[User] = User.objects.filter(in_role | Q(is_superuser=True), is_active=True)
    return staff
