"""The crowd's people. They log in with the demo's password, where the demo's people may."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Profile, User
from accounts.roles import Role
from demo.accounts import PASSWORD
from demo.crowd.keys import Calendar, Chance
from demo.crowd.plan import Plan, email_of
from demo.crowd.words import FIRST, LAST
from demo.crowd.writing import Writer


@dataclass
class People:
    """Their keys; the first teacher and the first student are the busy ones."""

    teachers: list[str] = field(default_factory=list)
    students: list[str] = field(default_factory=list)


def make_people(plan: Plan, chance: Chance, calendar: Calendar) -> People:
    with Writer() as write:
        maker = _Maker(write, chance, calendar)
        maker.make(Role.EDITOR, 1)
        maker.make(Role.ADMIN, 1)
        teachers = maker.make(Role.TEACHER, plan.teachers)
        return People(teachers, maker.make(Role.STUDENT, plan.students))


class _Maker:
    def __init__(self, write: Writer, chance: Chance, calendar: Calendar) -> None:
        then = calendar.ago(0)
        self._chance = chance
        self._groups = dict(Group.objects.values_list("name", "pk"))
        columns = ("id", "email", "first_name", "last_name")
        secret = make_password(PASSWORD)
        self._users = write.into(User, *columns, password=secret, is_demo=True, date_joined=then)
        self._profiles = write.into(Profile, "user_id")
        self._roles = write.into(User.groups.through, "user_id", "group_id")

    def make(self, role: Role, count: int) -> list[str]:
        return [self._make(role, number) for number in range(count)]

    def _make(self, role: Role, number: int) -> str:
        key, chance = self._chance.key(), self._chance
        email = email_of(role.name.lower(), number)
        self._users.add(key, email, chance.choice(FIRST), chance.choice(LAST))
        self._profiles.add(key)
        self._roles.add(key, self._groups[role.value])
        return key
