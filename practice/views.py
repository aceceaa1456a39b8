"""Pages of practice: my takes, and a take. A stranger gets 404."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Exercise
from portal.accounts.people import person
from portal.core.errors import Refusal
from portal.core.paging import long_pages
from practice import queries, rules, services
from practice.erasure import foresee
from practice.forms import SegmentForm
from practice.listing import PracticeFilter
from practice.models import PracticeClip

TAKES_A_PAGE = 24


@login_required
@require_GET
def my_practice(request: HttpRequest) -> HttpResponse:
    chosen = PracticeFilter(request.GET, person(request))
    takes = chosen.apply(queries.my_takes(person(request)).not_given_up())
    page = long_pages(takes, TAKES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "practice/my_practice.html", {"page": page, "chosen": chosen})


@login_required
@require_GET
def take(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    clip = _take(request, clip_id)
    return render(request, "practice/take.html", _take_context(request, clip))


@login_required
@require_GET
def take_brief(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """The exercise as it was when this take was begun."""
    clip = _take(request, clip_id)
    if clip.exercise_revision is None:
        raise Http404
    brief = clip.exercise_revision.as_object()
    return render(request, "practice/take_brief.html", {"clip": clip, "brief": brief})


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    clip = get_object_or_404(queries.my_takes(person(request)), pk=clip_id)
    if request.method == "GET":
        return render(request, "practice/withdraw.html", {"clip": clip})
    if _told(request, services.withdraw_take, clip=clip):
        messages.success(request, _("Your take is withdrawn."))
    return redirect(clip)


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """A take of one's own leads back to one's takes."""
    clip, user = _take(request, clip_id), person(request)
    if not rules.may_erase(user, clip):
        raise Http404
    if request.method == "GET":
        goes = foresee(PracticeClip.objects.filter(pk=clip.pk))
        return render(request, "practice/erase.html", {"clip": clip, "goes": goes})
    services.erase_take(actor=user, clip=clip)
    messages.success(request, _("The take is erased."))
    return redirect("practice:my_practice" if rules.owns(user, clip) else "/")


@login_required
@require_POST
def retry(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    clip = _take(request, clip_id)
    if _told(request, services.retry_take, clip=clip):
        messages.success(request, _("The video is being prepared again."))
    return redirect(clip)


@login_required
@require_POST
def make_segment(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    clip = _take(request, clip_id)
    form = SegmentForm(request.POST)
    if form.is_valid() and _told(request, services.make_segment, clip=clip, **form.cleaned_data):
        return redirect(f"{clip.get_absolute_url()}#segments")
    context = _take_context(request, clip) | {"segment_form": form}
    return render(request, "practice/take.html", context, status=422)


@login_required
@require_GET
def exercise_takes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list "my takes" of the practice room, for after a take was handed in."""
    exercise = get_object_or_404(Exercise.objects.visible_to(person(request)), uid=uid)
    takes = list(queries.takes_of_exercise(person(request), exercise))
    return render(request, "practice/_my_takes.html", {"takes": takes})


def _take(request: HttpRequest, clip_id: UUID) -> PracticeClip:
    clip = queries.take_for(person(request), clip_id)
    if clip is None:
        raise Http404
    return clip


def _take_context(request: HttpRequest, clip: PracticeClip) -> dict[str, Any]:
    user = person(request)
    return {
        "clip": clip,
        "is_mine": rules.owns(user, clip),
        "may_answer": rules.may_answer(user, clip),
        "may_withdraw": rules.may_withdraw(user, clip),
        "may_erase": rules.may_erase(user, clip),
        "may_retry": rules.may_retry(user, clip),
        "chain": queries.attempts_chain(clip, user),
        "brief_has_changed": queries.brief_has_changed(clip),
        "segments": queries.segments_of(clip),
        "segment_form": SegmentForm() if rules.may_make_segment(user, clip) else None,
        "usual_answer_time": queries.usual_answer_time(clip.course),
    }


def _told(request: HttpRequest, service: Any, **given: Any) -> bool:
    """Run a service for this person; a refusal becomes a message on the next page."""
    try:
        service(actor=person(request), **given)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return False
    return True
