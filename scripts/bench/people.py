"""Long lists of people: accounts, invitations and the queue of moderation, with 10,000 rows each.

Also a pasted list of 1,000 people, checked before anybody is invited.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from feedback.models import CaseKind, ModerationCase
from invitations.checking import Check, Defaults
from invitations.guest_list import lines_of
from invitations.models import Invitation
from scripts.bench.clock import median_ms
from scripts.bench.server import portal
from scripts.bench.visits import Counter, Visit, Web, baselines
from scripts.testbed.people import a_person
from scripts.testbed.table import Row

PEOPLE = 10_000
FEW = 200
LINES = 1_000
NO_MORE_THAN_MS = 200
CHECK_NO_MORE_THAN_S = 3
TIMES = 25


def rows(home: Path) -> Iterator[Row]:
    visits = _visits(a_person("bench-admin@example.com", Role.ADMIN))
    _fill(0, FEW)
    before = Counter().of_all(visits)
    _fill(FEW, PEOPLE)
    after = Counter().of_all(visits)
    with portal(home) as server:
        yield from _timed(Web(server.url), visits)
    for name in after:
        sizes = f"{PEOPLE:,} rows to {FEW}"
        yield Row(f"queries: {name}, {sizes}", after[name], "", before[name], most_ratio=1)
    yield _checked()


def _visits(admin: User) -> list[Visit]:
    people = reverse("wagtailusers_users:index")
    invitations = reverse("wagtailsnippets_invitations_invitation:list")
    paths = {
        "list of people": people,
        "people, searched": f"{people}?q=crowd-77",
        "list of invitations": invitations,
        "invitations, searched": f"{invitations}?q=guest-77",
        "last page of invitations": f"{invitations}?p={PEOPLE // 50}",
        "queue of moderation": reverse("moderation:index"),
    }
    return [Visit(name, admin, path, is_promise=True) for name, path in paths.items()]


def _timed(web: Web, visits: list[Visit]) -> Iterator[Row]:
    empty = baselines()[0]
    baseline = median_ms(lambda: web.make(empty), times=TIMES)
    for visit in visits:
        value = median_ms(lambda one=visit: web.make(one), times=TIMES)
        yield Row(visit.name, value, "ms", baseline, NO_MORE_THAN_MS)


def _checked() -> Row:
    """Every line asks for a row of its own if it is done in the wrong way: the baseline is one."""
    admin = a_person("bench-admin@example.com", Role.ADMIN)
    text = "\n".join(f"New Guest {n} <new-{n}@example.com>" for n in range(LINES))

    def check(text: str) -> Any:
        return Check(admin, lines_of(text), Defaults()).guests

    many = median_ms(lambda: check(text), times=5) / 1000
    one = median_ms(lambda: check(text.partition("\n")[0]), times=5) / 1000
    return Row(f"checking a list of {LINES:,}", many, "s", one, CHECK_NO_MORE_THAN_S)


def _fill(first: int, last: int) -> None:
    people = [_person(number) for number in range(first, last)]
    User.objects.bulk_create(people, batch_size=1000)
    students = Group.objects.get(name=Role.STUDENT.value)
    roles = User.groups.through
    roles.objects.bulk_create(
        [roles(user_id=one.pk, group_id=students.pk) for one in people], batch_size=1000
    )
    Invitation.objects.bulk_create(map(_invitation, range(first, last)), batch_size=1000)
    ModerationCase.objects.bulk_create(map(_case, people), batch_size=1000)


def _person(number: int) -> User:
    name = {"first_name": "Crowd", "last_name": f"No {number}"}
    return User(email=f"crowd-{number}@example.com", password="!", **name)  # noqa: S106


def _invitation(number: int) -> Invitation:
    return Invitation(
        email=f"guest-{number}@example.com",
        token_hash=f"{number:064}",
        expires_at=timezone.now() + timedelta(days=14),
    )


def _case(person: User) -> ModerationCase:
    return ModerationCase(
        kind=CaseKind.NAME,
        author=person,
        said=person.own_name,
        report_count=1,
        opened_at=timezone.now(),
    )
