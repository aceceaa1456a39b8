"""Something that happened, in the past tense. Each app lists its own in `facts.py`.

    @dataclass(frozen=True)
    class Released(Fact):
        verb = "feedback.released"
        log_as = _("Release"), _("Released to the student")
        take: UUID

    record_and_publish(Released(take=take.pk), feedback, actor=teacher)

The fields are its data, both in the log that people read and in the outbox that handlers are fed
from. See `events.bus` for the latter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from types import ModuleType
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model

from accounts.models import User
from audit import log


@dataclass(frozen=True)
class Fact:
    verb: ClassVar[str]
    log_as: ClassVar[tuple[Any, Any] | None] = None
    """Its name in lists of actions, and the text of its row in the history; None: not logged."""

    @property
    def data(self) -> dict[str, Any]:
        """As it goes into JSON."""
        carried = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in carried.items()
        }


def record(fact: Fact, about: Model, *, actor: User | None) -> None:
    """Only to Wagtail's log."""
    log.record(fact.verb, about, actor=actor, **fact.data)


def facts_in(catalogue: ModuleType) -> Iterator[type[Fact]]:
    for value in vars(catalogue).values():
        if isinstance(value, type) and issubclass(value, Fact) and value is not Fact:
            yield value


def register_log_actions(actions: Any, catalogue: ModuleType) -> None:
    """For an app's hook of that name."""
    for fact in facts_in(catalogue):
        if fact.log_as is not None:
            actions.register_action(fact.verb, *fact.log_as)
