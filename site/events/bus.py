"""Publishes events to the apps above: a service publishes, and interested apps register handlers.

    @handles(Released)
    def notify_student(event: Event) -> None: ...

Handlers run after commit, independently of each other. If one fails, it is logged and the event
stays undispatched, so that `dispatch_waiting` runs all of its handlers again. Only one process
takes an event; if that process is killed, another takes it after a while. Handlers are idempotent.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from events.fact import Fact, record
from events.models import Event

logger = logging.getLogger(__name__)
Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def handles(*facts: type[Fact]) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for fact in facts:
            _handlers[fact.verb].append(handler)
        return handler

    return register


def publish(fact: Fact, *, actor: User | None, object_id: UUID | str) -> Event:
    """Write the event now, run its handlers after the commit."""
    event = Event.objects.create(
        verb=fact.verb, actor=actor, object_id=str(object_id), payload=fact.data
    )
    transaction.on_commit(partial(dispatch, event), robust=True)
    return event


def record_and_publish(
    fact: Fact, about: Model, *, actor: User | None, object_id: UUID | str | None = None
) -> Event:
    """Write to Wagtail's log and to the outbox, where `object_id` may replace `about`."""
    record(fact, about, actor=actor)
    return publish(fact, actor=actor, object_id=object_id or about.pk)


def dispatch(event: Event) -> bool:
    """Run the verb's handlers; True if this process took the event and all of them succeeded."""
    if not Event.objects.to_take().filter(pk=event.pk).update(taken_at=timezone.now()):
        return False
    outcomes = [_succeeds(handler, event) for handler in _handlers[event.verb]]
    done = timezone.now() if all(outcomes) else None
    Event.objects.filter(pk=event.pk).update(taken_at=done, dispatched_at=done)
    return all(outcomes)


def dispatch_waiting() -> int:
    """Retry events that were not dispatched; returns how many succeeded this time."""
    return sum(dispatch(event) for event in Event.objects.to_take()[:500])


def forget(keys: Collection[UUID | str], at_once: int = 500) -> None:
    """Drop the events about objects that are erased."""
    names = [str(key) for key in keys]
    for start in range(0, len(names), at_once):
        Event.objects.filter(object_id__in=names[start : start + at_once]).delete()


def _succeeds(handler: Handler, event: Event) -> bool:
    try:
        handler(event)
    except Exception:
        logger.exception("%s failed on %s", handler.__qualname__, event)
        return False
    return True
