"""A person of a test, known by name: ana@example.com, "Ana", in the group of one role."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from tests import factories
from tests.rows import Rows


def make_person(rows: Rows, name: str, role: Role) -> Any:
    def make() -> User:
        person: User = factories.UserFactory(
            email=f"{name}@example.com", first_name=name.capitalize()
        )
        person.groups.set(Group.objects.filter(name=role.value))
        return person

    return rows.once(name, make)
