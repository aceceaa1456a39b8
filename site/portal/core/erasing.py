"""What erasing has in common, whatever is erased: a person, pages, takes.

    people: Erasers[User] = Erasers()               the floor that knows the thing itself
    people.register(Eraser(erase, foresee))         every floor that keeps something of it

`foresee(subject)` gives lines for the page that asks first. `erase(actor=…, subject=…)` runs in the
one transaction in which the subject goes. Apps register when they are ready, so the upper floors'
erasers run first, as INSTALLED_APPS lists them: feedback before takes, takes before videos.
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
    """One line: what goes, or what stays. `links` are pairs of text and address."""

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


def insisting(work: Callable[[], None]) -> None:
    """In one transaction; somebody who hands in or answers just now makes it begin again.

    Within another transaction there is one try, as that one can't be begun again from here.
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
