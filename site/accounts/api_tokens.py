"""API tokens: what a person can do with theirs. Their secret is shown once and kept as a hash."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from knox.models import get_token_model

from accounts import scopes
from accounts.models import ApiToken, User
from accounts.scopes import Scope
from core.errors import Refusal

MAX_TOKENS = 50
DAYS = (7, 30, 90, 365)

token_issued = Signal()
token_revoked = Signal()
"""`person`, whose token it is; `actor`, who did it."""


def tokens_of(person: User) -> QuerySet[ApiToken]:
    """Those that still work, the latest first."""
    alive = Q(secret__expiry=None) | Q(secret__expiry__gt=timezone.now())
    return ApiToken.objects.filter(alive, secret__user=person).order_by("-secret__created", "-pk")


def lifetimes() -> list[tuple[int, str]]:
    """As choices of a form; none is longer than the operator allows."""
    allowed = [days for days in DAYS if days < settings.API_TOKEN_DAYS]
    return [
        (days, ngettext("%(n)d day", "%(n)d days", days) % {"n": days})
        for days in [*allowed, settings.API_TOKEN_DAYS]
    ]


@transaction.atomic
def issue(
    *, actor: User, name: str, allowed: frozenset[Scope], days: int
) -> tuple[ApiToken, str] | None:
    """The token and its secret; None if the person's access changed during the request.

    The lock makes one of the two wait: either the change finds the token, or this finds the change.
    """
    now = User.objects.select_for_update().filter(pk=actor.pk, is_active=True).first()
    if now is None or now.access_stamp != actor.access_stamp:
        return None
    rows = get_token_model().objects
    rows.filter(user=actor, expiry__lt=timezone.now()).delete()
    days = min(days, settings.API_TOKEN_DAYS)
    row, secret = rows.create(user=actor, expiry=timedelta(days=days))
    token = ApiToken.objects.create(secret=row, name=name, scopes=scopes.written(allowed))
    token_issued.send(sender=ApiToken, person=actor, actor=actor)
    return token, secret


def create_token(
    *, actor: User, name: str, allowed: frozenset[Scope], days: int
) -> tuple[ApiToken, str]:
    """One that a person names themselves. Refusals: `too_many_tokens`, `access_changed`."""
    if tokens_of(actor).count() >= MAX_TOKENS:
        raise Refusal("too_many_tokens", _("You have too many API tokens. Revoke some first."))
    issued = issue(actor=actor, name=name, allowed=allowed, days=days)
    if issued is None:
        raise Refusal("access_changed", _("Your access has just changed. Log in again."))
    return issued


@transaction.atomic
def revoke(*, actor: User, token: ApiToken) -> None:
    person = token.secret.user
    token.secret.delete()
    token_revoked.send(sender=ApiToken, person=person, actor=actor)
