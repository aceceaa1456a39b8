"""Who waits at the door of a class, and letting them in or not: one or several at a time.

    {% include "courses/admin/_waiting.html" with waiting=… next=request.path %}

The class list shows it, and each class link for those who came by it.
"""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.models import User
from accounts.people import person
from courses import services
from courses.models import Enrolment
from courses.models.enrolment import EnrolmentQuerySet

SHOWN = 200
"""At once; once these are decided on, the next ones appear."""

DECISIONS: dict[str, Callable[..., bool]] = {
    "admit": services.admit,
    "decline": services.decline,
}


def waiting_for(user: User) -> EnrolmentQuerySet:
    """At the doors of this person's classes, longest first."""
    mine = Enrolment.objects.managed_by(user).waiting()
    return mine.select_related("course", "user")


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    user = person(request)
    service = DECISIONS.get(request.POST.get("do", ""))
    chosen = [key for key in request.POST.getlist("waiting") if _is_key(key)][:SHOWN]
    if service and chosen:
        rows = waiting_for(user).filter(pk__in=chosen)
        done = sum(service(actor=user, enrolment=row) for row in rows)
        _report(request, service, done)
    return redirect(_next(request))


def _report(request: HttpRequest, service: Callable[..., bool], count: int) -> None:
    let_in = ngettext("%(count)d person is in.", "%(count)d people are in.", count)
    declined = ngettext("%(count)d person was declined.", "%(count)d people were declined.", count)
    words = let_in if service is services.admit else declined
    messages.success(request, words % {"count": count})


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if url and is_ours else reverse("class-list:index")


def _is_key(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
