"""What a program may do with an API token: each can read what its person sees; scopes add to that.

A view that changes something says which scope it takes (any of them is enough):

    class TakeCommitView(APIView):
        token_scopes = PRACTISING

One that says nothing takes `manage`. Sessions have no scopes: their person may do it all.
"""

from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import User
from accounts.rights import Right


class Scope(TextChoices):
    READ = "read", _("read what I can see")
    PRACTISE = "practise", _("hand in takes and write messages")
    TEACH = "teach", _("give feedback and write messages")
    MANAGE = "manage", _("everything else that I may do")


EVERYTHING = frozenset(Scope)
PRACTISING = frozenset({Scope.PRACTISE})
TEACHING = frozenset({Scope.TEACH})
MANAGING = frozenset({Scope.MANAGE})
EITHER = PRACTISING | TEACHING
NEEDS = {Scope.TEACH: Right.ASSIST, Scope.MANAGE: Right.MANAGE_CLASSES}
"""Offered only to people who have the right; what a token may do never exceeds its person."""


def offered_to(person: User) -> list[Scope]:
    return [scope for scope in Scope if scope not in NEEDS or person.may(NEEDS[scope])]


def written(scopes: frozenset[Scope]) -> str:
    return " ".join(scope for scope in Scope if scope in scopes | {Scope.READ})


def read(text: str | None) -> frozenset[Scope]:
    """None: a token that nobody described, such as one of before there were scopes."""
    if text is None:
        return EVERYTHING
    return frozenset(scope for scope in Scope if scope in text.split())


def may_use(token: Any, request: HttpRequest | Request, wanted: frozenset[Scope]) -> bool:
    """Whether a request with this token, or with a session (None), is within its scopes."""
    scopes = getattr(token, "scopes", None)
    return scopes is None or request.method in SAFE_METHODS or bool(scopes & wanted)


class InScope(BasePermission):
    code = "out_of_scope"
    message = _("This API token may not do that. Create one with the scope it needs.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return may_use(request.auth, request, getattr(view, "token_scopes", MANAGING))
