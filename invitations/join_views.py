"""What somebody sees who opened a class link, and how they get in."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import place_of
from accounts.models import User
from core import rates
from core.errors import Refusal
from invitations import joining
from invitations.class_tokens import found_by
from invitations.join_form import JoinForm
from invitations.models import ClassLink


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_class(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link uses nothing up; "Begin" does."""
    link, user = found_by(token), request.user
    if link is not None and isinstance(user, User) and joining.is_there(user, link.course):
        return redirect(joining.beginning(link, user))
    if link is None or joining.why_closed(link):
        return _closed(request, link)
    form = None if isinstance(user, User) else JoinForm(request.POST or None)
    if request.method != "POST" or (form and not form.is_valid()):
        return _shown(request, link, form)
    try:
        return _begin(request, link, form)
    except Refusal as refusal:
        return _refused(request, link, refusal)


def _begin(request: HttpRequest, link: ClassLink, form: JoinForm | None) -> HttpResponse:
    user = request.user
    if isinstance(user, User):
        if joining.join(link=link, person=user):
            messages.success(request, _("You can begin. Your teacher will let you in."))
        return redirect(joining.beginning(link, user))
    assert form is not None  # noqa: S101
    rates.take("guests", place_of(request))
    guest = joining.join_as_guest(
        link=link, name=form.cleaned_data["name"], language=get_language() or ""
    )
    login(request, guest, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(joining.beginning(link, guest))


def _shown(
    request: HttpRequest, link: ClassLink, form: JoinForm | None, wait: Any = ""
) -> HttpResponse:
    context = {"link": link, "exercise": link.begins_at, "form": form, "wait": wait}
    return render(request, "invitations/join.html", context)


def _refused(request: HttpRequest, link: ClassLink, refusal: Refusal) -> HttpResponse:
    if refusal.status != HTTPStatus.TOO_MANY_REQUESTS:
        return _closed(request, link, refusal.code)
    response = _shown(request, link, JoinForm(request.POST), wait=refusal.message)
    response.status_code = refusal.status
    for name, value in refusal.headers.items():
        response[name] = value
    return response


def _closed(request: HttpRequest, link: ClassLink | None, why: str = "") -> HttpResponse:
    context: dict[str, Any] = {"state": joining.why_closed(link) or why}
    status = HTTPStatus.NOT_FOUND if link is None else HTTPStatus.GONE
    return render(request, "invitations/join_closed.html", context, status=status)
