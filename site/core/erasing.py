"""What all erasing has in common, whether of a person, of pages or of takes.

    people: Erasers[User] = Erasers()               in the app that owns the model
    people.register(Eraser(erase, foresee))         in every app that stores data about it

`foresee(subject)` gives lines for the confirmation page. `erase(actor=…, subject=…)` runs in the
transaction that deletes the subject. Apps register when they are ready, so the upper apps' erasers
run first, in the order of INSTALLED_APPS: feedback before takes, takes before videos.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
TRIES = 3


@dataclass(frozen=True)
class Consequence:
    """One line: what is erased, or what is kept. `links` are pairs of text and URL."""

    text: str
    stays: bool = False
    links: tuple[tuple[str, str], ...] = ()


class Erase(Protocol[T_contra]):
    def __call__(self, *, actor: Any, subject: T_contra) -> None: ...


@dataclass(frozen=True)
class Eraser(Generic[T]):
    erase: Erase[T]
    foresee: Callable[[T], Iterable[Consequence]] = lambda subject: ()


class Erasers(Generic[T]):
    def __init__(self) -> None:
        self._registered: list[Eraser[T]] = []

    def register(self, eraser: Eraser[T]) -> None:
        if eraser not in self._registered:
            self._registered.append(eraser)

    def foresee(self, subject: T) -> list[Consequence]:
        return [line for eraser in self._registered for line in eraser.foresee(subject)]

    def erase(self, *, actor: Any, subject: T) -> None:
        for eraser in self._registered:
            eraser.erase(actor=actor, subject=subject)


def retry_on_conflict(work: Callable[[], None]) -> None:
    """Runs in one transaction, and again if somebody hands in or answers at the same moment.

    Within an outer transaction there is only one try, because that can't be restarted from here.
    """
    tries = 1 if connection.in_atomic_block else TRIES
    for left in reversed(range(tries)):
        try:
            with transaction.atomic():
                work()
        except (IntegrityError, OperationalError, ProtectedError):
            if not left:
                raise
        else:
            break
