"""The demo's people."""

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from demo.accounts import ACCOUNTS, PASSWORD

MORE_STUDENTS = {
    "mira": ("mira@example.com", "Mira", "Solberg"),
    "jonas": ("jonas@example.com", "Jonas", "Weber"),
    "aiko": ("aiko@example.com", "Aiko", "Tanaka"),
}
CO_TEACHER = ("coteacher@example.com", "Tova", "Berg")


def make_people() -> dict[str, User]:
    """By the name that the demo's content uses: a role, `co_teacher`, or a student's first name."""
    people = {}
    for account in ACCOUNTS:
        name = (
            account.first_name.lower()
            if account.role == Role.STUDENT
            else account.role.name.lower()
        )
        people[name] = _person(account.email, account.first_name, account.last_name, account.role)
    for name, (email, first, last) in MORE_STUDENTS.items():
        people[name] = _person(email, first, last, Role.STUDENT)
    people["co_teacher"] = _person(*CO_TEACHER, Role.TEACHER)
    return people


def _person(email: str, first_name: str, last_name: str, role: Role) -> User:
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(
            email, PASSWORD, first_name=first_name, last_name=last_name, is_demo=True
        )
        person.groups.add(Group.objects.get(name=role.value))
    return person
