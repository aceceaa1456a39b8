"""What an invited person sees: the invitation, and a welcome in two screens."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import ProfileForm
from accounts.languages import spoken_by
from accounts.models import User
from accounts.people import person
from accounts.services import change_profile
from core.errors import Refusal
from invitations import doors, services
from invitations.models import Invitation
from invitations.rules import still_stands
from invitations.welcome import first_place, points_for


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Leads on to an address without the token."""
    if doors.remember(request, token) is None:
        return _closed(request, None)
    return redirect("invitations:landing")


@require_safe
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    invitation = doors.usable(request)
    if invitation is None:
        return _closed(request, doors.opened(request))
    user = request.user if isinstance(request.user, User) else None
    context = {
        "invitation": invitation,
        "courses": services.courses_of(invitation),
        "has_account": User.objects.filter(email=invitation.email).exists(),
        "is_theirs": user is not None and user.email == invitation.email,
    }
    return render(request, "invitations/landing.html", context)


@require_POST
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """For somebody who has an account."""
    invitation = doors.usable(request)
    if invitation is None:
        return _closed(request, doors.opened(request))
    user = person(request)
    try:
        services.accept(invitation=invitation, person=user)
    except Refusal:
        return redirect("invitations:landing")
    doors.forget(request)
    messages.success(request, _("Welcome! You are in."))
    return redirect(first_place(user))


@require_safe
@login_required
def how(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {"points": points_for(user), "name": user.first_name or user.display_name}
    return render(request, "invitations/how.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def you(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        change_profile(actor=user, **form.cleaned_data)
        with spoken_by(user):
            messages.success(request, _("You are all set. Here is where you begin."))
        return redirect(first_place(user))
    return render(request, "invitations/you.html", {"form": form})


def _closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Says what to do about a link that doesn't work."""
    context: dict[str, Any] = {"invitation": invitation, "state": _why(invitation)}
    status = HTTPStatus.NOT_FOUND if invitation is None else HTTPStatus.GONE
    return render(request, "invitations/closed.html", context, status=status)


def _why(invitation: Invitation | None) -> str:
    if invitation is None:
        return "unknown"
    if invitation.is_open and invitation.cohort is not None and invitation.cohort.is_over:
        return "over"
    return invitation.state.value if still_stands(invitation) else "revoked"
