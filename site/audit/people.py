"""Everything that happens to accounts, wherever it happens, leaves a row in Wagtail's log.

Ids only. A failed log-in is logged with the person's id if the address has an account; otherwise
with an id derived from the address, so that attempts with the same address can be recognised.
"""

from typing import Any
from uuid import UUID

from allauth.account.signals import email_added, login_code_rejected, password_reset
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from accounts.access import access_changed
from accounts.addresses import normalised
from accounts.api_tokens import token_issued, token_revoked
from accounts.forms import code_asked_for, link_asked_for
from accounts.limits import locked_out
from accounts.logins import session_ended
from accounts.models import User
from accounts.staff_step import second_step_reset


def record_about(person_id: UUID, action: str, *, actor: User | None = None, **data: Any) -> None:
    """A row about a person by their id; the actor defaults to the user of the request."""
    about = User(pk=person_id)
    log(
        instance=about,
        action=action,
        user=actor or _requesting_user(),
        title=str(person_id),
        data=data or None,
    )


def record_nobody(about: str, action: str) -> None:
    """A row about an address without an account, or a caller; it does not reveal `about`."""
    key = nobody(about)
    log(
        instance=User(pk=key),
        action=action,
        user=_requesting_user(),
        title=str(key),
        data={"unknown": True},
        deleted=True,  # so that lists don't link to it
    )


def nobody(about: str) -> UUID:
    return UUID(bytes=salted_hmac("practika.audit.nobody", about).digest()[:16])


def _requesting_user() -> User | None:
    """`isinstance` sees through the lazy object that a request holds."""
    user = getattr(context.request, "user", None)
    return user if isinstance(user, User) else None


def _of_address(address: str) -> UUID | None:
    found: UUID | None = User.objects.filter(email=address).values_list("pk", flat=True).first()
    return found


def _about_address(given: str, action: str) -> None:
    address = normalised(given)
    if person_id := _of_address(address):
        record_about(person_id, action)
    else:
        record_nobody(address, action)


@receiver(user_logged_in)
def logged_in(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.logged_in", actor=user)


@receiver(user_logged_out)
def logged_out(user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        record_about(user.pk, "accounts.logged_out", actor=user)


@receiver(user_login_failed)
def login_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    given = credentials.get("email") or credentials.get("username") or ""
    _about_address(str(given), "accounts.login_failed")


@receiver(locked_out)
def too_many_tries(address: str, **kwargs: Any) -> None:
    _about_address(address, "accounts.locked_out")


@receiver(link_asked_for)
def reset_requested(address: str, **kwargs: Any) -> None:
    _about_address(address, "accounts.reset_requested")


@receiver(code_asked_for)
def code_requested(address: str, **kwargs: Any) -> None:
    _about_address(address, "accounts.code_requested")


@receiver(login_code_rejected)
def code_was_wrong(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.code_failed")


@receiver(password_reset)
def reset_done(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.password_reset", actor=user)


@receiver(email_added)
def another_address_asked_for(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.address_asked_for", actor=user)


@receiver(session_ended)
def ended_a_session(person: User, **kwargs: Any) -> None:
    record_about(person.pk, "accounts.session_ended", actor=person)


@receiver(authenticator_added)
def second_step_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_about(user.pk, "accounts.second_step_added", actor=user)


@receiver(authenticator_removed)
def second_step_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_about(user.pk, "accounts.second_step_removed", actor=user)


@receiver(authenticator_reset)
def recovery_codes_made(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.recovery_codes_made", actor=user)


@receiver(authentication_failed)
def second_step_failed(user: User, **kwargs: Any) -> None:
    record_about(user.pk, "accounts.second_step_failed")


@receiver(token_issued)
def a_token_was_issued(person: User, actor: User, **kwargs: Any) -> None:
    record_about(person.pk, "accounts.token_issued", actor=actor)


@receiver(token_revoked)
def a_token_was_revoked(person: User, actor: User, **kwargs: Any) -> None:
    record_about(person.pk, "accounts.token_revoked", actor=actor)


@receiver(second_step_reset)
def second_step_was_reset(person: User, actor: User | None, **kwargs: Any) -> None:
    record_about(person.pk, "accounts.second_step_reset", actor=actor)


@receiver(access_changed)
def access_has_changed(
    person_id: UUID, changes: dict[str, Any], tokens: int, **kwargs: Any
) -> None:
    for name, value in changes.items():
        action, data = _action(name, value)
        record_about(person_id, action, **data)
    if tokens:
        record_about(person_id, "accounts.tokens_ended", count=tokens)


def _action(name: str, value: Any) -> tuple[str, dict[str, Any]]:
    if name == "is_active":
        return ("accounts.reactivated" if value else "accounts.deactivated"), {}
    if name == "is_superuser":
        return ("accounts.everything_given" if value else "accounts.everything_taken"), {}
    if name in ("roles_added", "roles_removed"):
        return f"accounts.{name}", {"roles": value}
    return {
        "password": "accounts.password_changed",
        "email": "accounts.address_changed",
        "rights": "accounts.rights_changed",
        "everywhere": "accounts.ended_everywhere",
    }[name], {}


def caller(request: HttpRequest) -> str:
    """Identifies a caller who is not logged in, for counting requests."""
    return str(get_ip(request))
