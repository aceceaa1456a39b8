"""Who asks for a video: a browser with its session, or a program with its API token."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.exceptions import AuthenticationFailed

from accounts.jwt_tokens import JWTAuthentication
from accounts.models import User
from accounts.scopes import EITHER, may_use
from accounts.tokens import ApiTokenAuthentication

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def plain_404(view: View[P]) -> View[P]:
    """Players and programs send many requests here: they get one line, not the site's 404 page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            text = "There is nothing here, or you have no access to it."
            return HttpResponse(text, status=404, content_type="text/plain")

    return answer


def viewer(request: HttpRequest) -> User:
    """The active person behind the request. Raises Http404 for everyone else."""
    user = request.user
    if not user.is_authenticated:
        user = _by_token(request)
    if isinstance(user, AnonymousUser) or not user.is_active:
        raise Http404
    return user


def _by_token(request: HttpRequest) -> User | AnonymousUser:
    try:
        found = ApiTokenAuthentication().authenticate(request)
        found = found or JWTAuthentication().authenticate(request)
    except AuthenticationFailed:
        return AnonymousUser()
    if found is None or not may_use(found[1], request, EITHER):
        return AnonymousUser()
    user: User = found[0]
    return user
