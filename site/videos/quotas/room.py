"""What is left, for a person, in a course and in the portal, and the refusal when it is not enough.

rooms_of(person=student, course_key=key)    those that have a limit, the person's first
refuse_without_room(…, size_bytes=n)        a look before an upload; `charges.reserve` decides
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Model, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from videos.models import CourseStorage, PersonStorage, PortalStorage, StorageLimits
from videos.models.storage_use import in_bytes

SHORT_PERCENT = 20
"""Below this, the upload page says what is left."""

WORDS = {
    "storage_full": _(
        "You have %(left)s left of %(limit)s. This file has %(size)s. Delete an old take, or ask "
        "the people who run this portal for more space."
    ),
    "course_full": _(
        "This course has %(left)s left of %(limit)s. This file has %(size)s. Ask your teacher to "
        "make room."
    ),
    "portal_full": _(
        "This portal has %(left)s left of %(limit)s. This file has %(size)s. Ask the people who "
        "run it for more space."
    ),
}
WORDS_WHEN_SHORT = {
    "storage_full": _("You have %(left)s left of %(limit)s for your videos."),
    "course_full": _("This course has %(left)s left of %(limit)s for videos."),
    "portal_full": _("This portal has %(left)s left of %(limit)s for videos."),
}


@dataclass(frozen=True)
class Account:
    """Where bytes are counted; `code` is that of its refusal."""

    code: str
    model: type[Any]
    key: Any
    field: str = "pk"

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.filter(**{self.field: self.key})
        return found

    def open(self) -> None:
        """Make its row, unless it is there."""
        row = self.model(**{self.field: self.key})
        self.model._default_manager.bulk_create([row], ignore_conflicts=True)

    def add(self, size_bytes: int) -> None:
        """Negative to give back."""
        if not self.rows().update(used_bytes=F("used_bytes") + size_bytes):
            self.open()
            self.rows().update(used_bytes=F("used_bytes") + size_bytes)


@dataclass(frozen=True)
class Room:
    account: Account
    limit_bytes: int
    used_bytes: int

    @property
    def left_bytes(self) -> int:
        return max(self.limit_bytes - self.used_bytes, 0)

    @property
    def is_short(self) -> bool:
        return self.left_bytes * 100 < self.limit_bytes * SHORT_PERCENT

    def refusal(self, size_bytes: int) -> Refusal:
        text = self.text_for(filesizeformat(size_bytes))
        return Refusal(self.account.code, text, status=413)

    def text_for(self, size: str) -> str:
        return str(WORDS[self.account.code]) % {**self._words, "size": size}

    @property
    def short_text(self) -> str:
        return str(WORDS_WHEN_SHORT[self.account.code]) % self._words

    @property
    def _words(self) -> dict[str, str]:
        return {
            "left": filesizeformat(self.left_bytes),
            "limit": filesizeformat(self.limit_bytes),
        }


def accounts_of(person_id: Any, course_key: UUID | None) -> list[Account]:
    """Always in this order, which is also the order of locks: nobody waits in a ring."""
    found = []
    if person_id:
        found.append(Account("storage_full", PersonStorage, person_id, "person_id"))
    if course_key:
        found.append(Account("course_full", CourseStorage, course_key))
    return [*found, Account("portal_full", PortalStorage, 1)]


def rooms_of(*, person: User | None, course_key: UUID | None = None) -> list[Room]:
    return list(_rooms(accounts_of(person and person.pk, course_key)))


def refuse_without_room(
    *, person: User | None, course_key: UUID | None, size_bytes: int | None
) -> None:
    """Refusals: `storage_full`, `course_full`, `portal_full`; `size_needed` where a limit holds."""
    for room in rooms_of(person=person, course_key=course_key):
        if size_bytes is None:
            text = _("Please give the size of the file before sending it.")
            raise Refusal("size_needed", text, status=400)
        if size_bytes > room.left_bytes:
            raise room.refusal(size_bytes)


def _rooms(accounts: list[Account]) -> Iterator[Room]:
    limits = StorageLimits.load()
    for account in accounts:
        if account.model is PortalStorage and limits.portal_gb is None:
            continue
        row = account.rows().first()
        limit = _limit(account, row, limits)
        if limit is not None:
            yield Room(account, limit, row.used_bytes if row else 0)


def _limit(account: Account, row: Model | None, limits: StorageLimits) -> int | None:
    general = {
        PersonStorage: limits.person_gb,
        CourseStorage: limits.course_gb,
        PortalStorage: limits.portal_gb,
    }[account.model]
    own = getattr(row, "own_limit_gb", None)
    return in_bytes(general if own is None else own)
