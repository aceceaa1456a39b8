"""Whom somebody may find, and how: the queries behind every choice of people.

Teachers find the students of their own classes by name, and anybody by their full e-mail address.
Editors and admins find everyone. All of them can see who may teach.
"""

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.names import pasted
from accounts.rights import Right
from accounts.roles import Role
from courses.models import Course, Enrolment


def students_for(user: User) -> QuerySet[User]:
    """Active people whom this person may find by name."""
    if user.may(Right.SEE_ALL):
        among: QuerySet[Any] = User.groups.through.objects.filter(group__name=Role.STUDENT.value)
    else:
        among = Enrolment.objects.managed_by(user).order_by()
    found: QuerySet[User] = User.objects.filter(pk__in=among.values("user"), is_active=True)
    return found


def manageable_courses(user: User) -> QuerySet[Course]:
    """Courses whose class this person may change, including drafts."""
    every: QuerySet[Course] = Course.objects.all()
    theirs = every if user.may(Right.MANAGE_CLASSES) else Course.objects.taught_by(user)
    return theirs.order_by("title")


def named_like(people: QuerySet[User], query: str) -> QuerySet[User]:
    """Each word is the start of one of their names; or the query is their full address."""
    names = [_begins_a_name(word) for word in pasted(query).split()[:5]]
    by_name = reduce(and_, names) if names else Q(pk__in=[])
    return people.filter(by_name | Q(email__iexact=query))


def named_exactly(people: QuerySet[User], names: Collection[str]) -> dict[str, list[User]]:
    """The people with exactly each name, as shown on the portal; one query for all names."""
    found: dict[str, list[User]] = {name: [] for name in names}
    if not found:
        return found
    by_name: dict[str, list[User]] = defaultdict(list)
    for one in people.only("first_name", "last_name", "email", "hidden_name"):
        by_name[_plain(one.display_name)].append(one)
    return {name: by_name.get(_plain(name), []) for name in found}


def _plain(name: str) -> str:
    return pasted(name).casefold()


def _begins_a_name(word: str) -> Q:
    starts = Q(first_name__istartswith=word) | Q(last_name__istartswith=word)
    within = f" {word}"
    return starts | Q(first_name__icontains=within) | Q(last_name__icontains=within)
