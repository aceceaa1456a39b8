"""Erasing a person, for good. `people.register(Eraser(erase, foresee))`: core.erasing."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from accounts.last_admin import LAST_ADMIN, leaves_no_admin, lock_admins
from accounts.models import User
from core.erasing import Consequence, Erasers, retry_on_conflict
from core.errors import Refusal

ERASED = "accounts.erased"

people: Erasers[User] = Erasers()


def foresee(person: User) -> list[Consequence]:
    return people.foresee(person)


def erase_person(*, actor: User, person: User) -> None:
    """Leaves only a log row with their id. Refusals: `yourself`, `not_yours`, `last_admin`.

    What they wrote for others is kept without their name, see docs/features/erasure.md.
    """
    _refuse(actor, person)
    retry_on_conflict(lambda: _erase(actor, person))


def _refuse(actor: User, person: User) -> None:
    if actor.pk == person.pk:
        raise Refusal(
            "yourself", _("You can't erase your own account. Ask another admin to do it.")
        )
    if person.is_superuser and not actor.is_superuser:
        text = _("Only someone with “May do everything” can erase this person.")
        raise Refusal("not_yours", text, status=403)


def _erase(actor: User, person: User) -> None:
    """Locks the row first: anybody who starts a take waits for it, and then finds no person."""
    lock_admins()
    if leaves_no_admin([person]):
        raise Refusal("last_admin", LAST_ADMIN)
    person = User.objects.select_for_update().get(pk=person.pk)
    people.erase(actor=actor, subject=person)
    Session.objects.filter(pk__in=list(_sessions_of(person))).delete()
    EmailAddress.objects.filter(email__iexact=person.email).delete()
    ReferenceIndex.remove_references_to(person)
    _forget_picture(person)
    log(instance=person, action=ERASED, user=actor, title=str(person.pk), deleted=True)
    person.delete()


def _sessions_of(person: User) -> Iterator[str]:
    """Only a session's content says whose it is."""
    key = str(person.pk)
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get(SESSION_KEY) == key:
            yield session.pk


def _forget_picture(person: User) -> None:
    """Wagtail leaves a profile's picture behind when the profile goes."""
    profile = getattr(person, "wagtail_userprofile", None)
    if profile is not None and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
