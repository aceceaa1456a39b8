"""Erasing a person, for good. Every app says what it holds of one, and takes it away.

    register(Eraser(foresee=what_goes, erase=take_away))

`foresee(person)` gives lines for the page that asks first; `erase(actor=…, person=…)` runs within
the one transaction in which the person goes. Apps register when they are ready, so the upper
floors' erasers run first: feedback before takes, takes before videos.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.errors import Refusal

ERASED = "accounts.erased"
TRIES = 3


@dataclass(frozen=True)
class Consequence:
    """One line: what goes, or what stays without the person's name. `links` are (text, address)."""

    text: str
    stays: bool = False
    links: tuple[tuple[str, str], ...] = ()


class Erase(Protocol):
    def __call__(self, *, actor: User, person: User) -> None: ...


def nothing_to_tell(person: User) -> list[Consequence]:
    return []


@dataclass(frozen=True)
class Eraser:
    erase: Erase
    foresee: Callable[[User], Iterable[Consequence]] = nothing_to_tell


_erasers: list[Eraser] = []


def register(eraser: Eraser) -> Eraser:
    if eraser not in _erasers:
        _erasers.append(eraser)
    return eraser


def foresee(person: User) -> list[Consequence]:
    return [line for eraser in _erasers for line in eraser.foresee(person)]


def erase_person(*, actor: User, person: User) -> None:
    """Nothing of them is left but a log row with their id. Refusals: `yourself`, `not_yours`.

    What they wrote for others stays without their name; each app's docstring says what.
    """
    _refuse(actor, person)
    insisting(lambda: _erase(actor, person))


def insisting(work: Callable[[], None]) -> None:
    """Somebody may hand in, answer or prepare at the same moment: then all of it is done again.

    Within another transaction there is one try, as that one can't be begun again.
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


def _refuse(actor: User, person: User) -> None:
    if actor.pk == person.pk:
        raise Refusal("yourself", _("Nobody erases themselves. Ask another admin to do it."))
    if person.is_superuser and not actor.is_superuser:
        text = _("Only somebody who may do everything can erase this person.")
        raise Refusal("not_yours", text, status=403)


def _erase(actor: User, person: User) -> None:
    """The row is locked first: whoever starts a take waits for it, and then finds nobody."""
    person = User.objects.select_for_update().get(pk=person.pk)
    for eraser in _erasers:
        eraser.erase(actor=actor, person=person)
    _end_sessions(person)
    EmailAddress.objects.filter(email__iexact=person.email).delete()
    _forget_picture(person)
    log(instance=person, action=ERASED, user=actor, title=str(person.pk), deleted=True)
    person.delete()


def _end_sessions(person: User) -> None:
    """Whose a session is, only its content tells."""
    key = str(person.pk)
    sessions: Any = Session.objects.iterator(chunk_size=500)
    theirs = [one.pk for one in sessions if one.get_decoded().get(SESSION_KEY) == key]
    Session.objects.filter(pk__in=theirs).delete()


def _forget_picture(person: User) -> None:
    """Wagtail leaves a profile's picture behind when the profile goes."""
    profile = getattr(person, "wagtail_userprofile", None)
    if profile is not None and profile.avatar:
        transaction.on_commit(lambda: profile.avatar.storage.delete(profile.avatar.name))
