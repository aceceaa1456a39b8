"""Publishing news upward: a service publishes, whoever cares has registered a handler.

    @handles("feedback.released")
    def tell_student(event: Event) -> None: ...

Handlers run after commit, each on its own; one that fails is logged and leaves the event
undispatched, so that `dispatch_waiting` runs all of its handlers again. Of several processes one
takes an event; when that one is killed, another takes it after a while. Handlers are idempotent.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.events.models import Event

logger = logging.getLogger(__name__)
Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def handles(*verbs: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for verb in verbs:
            _handlers[verb].append(handler)
        return handler

    return register


def publish(verb: str, *, actor: User | None, object_id: UUID | str, **payload: Any) -> Event:
    """Write the fact now, tell the handlers once the transaction holds."""
    event = Event.objects.create(verb=verb, actor=actor, object_id=str(object_id), payload=payload)
    transaction.on_commit(partial(dispatch, event), robust=True)
    return event


def dispatch(event: Event) -> bool:
    """Run the verb's handlers; True when it was ours to do and every one of them succeeded."""
    if not Event.objects.to_take().filter(pk=event.pk).update(taken_at=timezone.now()):
        return False
    outcomes = [_succeeds(handler, event) for handler in _handlers[event.verb]]
    done = timezone.now() if all(outcomes) else None
    Event.objects.filter(pk=event.pk).update(taken_at=done, dispatched_at=done)
    return all(outcomes)


def dispatch_waiting() -> int:
    """Run again what did not get through; the number that did now."""
    return sum(dispatch(event) for event in Event.objects.to_take()[:500])


def forget(keys: Collection[UUID | str], at_once: int = 500) -> None:
    """News about what is erased is passed on no more."""
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
