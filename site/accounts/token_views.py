"""A person's own API tokens: create one, see their use, revoke them."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import api_tokens, scopes
from accounts.models import ApiToken, User
from accounts.people import person
from accounts.token_forms import TokenForm
from core.errors import Refusal


@require_safe
@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    return _page(request, TokenForm(person=person(request)))


@require_POST
@login_required
@reauthentication_required
def create_token(request: HttpRequest) -> HttpResponse:
    """Shows the secret in the answer itself: it is kept nowhere, so no page can show it again."""
    actor = person(request)
    form = TokenForm(request.POST, person=actor)
    if not form.is_valid():
        return _page(request, form)
    try:
        token, secret = api_tokens.create_token(actor=actor, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, form)
    response = render(request, "accounts/token_created.html", {"token": token, "secret": secret})
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@login_required
def revoke_token(request: HttpRequest, pk: str) -> HttpResponse:
    actor = person(request)
    rows = ApiToken.objects.filter(secret__user=actor).select_related("secret__user")
    api_tokens.revoke(actor=actor, token=get_object_or_404(rows, pk=pk))
    messages.success(request, _("The API token is revoked."))
    return redirect("accounts:tokens")


def _page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    rows = [(token, _words(token)) for token in _shown(person(request))]
    return render(request, "accounts/tokens.html", {"form": form, "rows": rows})


def _shown(owner: User) -> list[ApiToken]:
    return list(api_tokens.tokens_of(owner).select_related("secret"))


def _words(token: ApiToken) -> str:
    return ", ".join(
        str(scope.label) for scope in scopes.Scope if scope in scopes.read(token.scopes)
    )
