"""Who may teach."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rights import Right, roles_with


def teaching_staff() -> QuerySet[User]:
    """Active people who may teach a course."""
    names = roles_with(Right.TEACH)
    # A subquery: with a join, each person would appear once per role.
    in_role = Q(pk__in=User.groups.through.objects.filter(group__name__in=names).values("user"))
    staff: QuerySet[User] = User.objects.filter(in_role | Q(is_superuser=True), is_active=True)
    return staff
