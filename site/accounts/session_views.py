"""A person's own page about where they are logged in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import logins
from accounts.people import person


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key
    rows = [
        {"session": row, "device": logins.device(row.user_agent), "is_here": row.session_key == key}
        for row in logins.sessions_of(person(request))
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    actor = person(request)
    others = logins.sessions_of(actor).exclude(session_key=request.session.session_key)
    logins.end_session(actor=actor, session=get_object_or_404(others, pk=pk))
    messages.success(request, _("That browser is logged out."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_everywhere(request: HttpRequest) -> HttpResponse:
    logins.end_everywhere(actor=person(request), request=request)
    messages.success(request, _("You are logged out everywhere but here."))
    return redirect("accounts:sessions")
