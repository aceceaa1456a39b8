"""Pages of practice: my takes, and a take. A stranger gets 404."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.people import person
from core.errors import Refusal, with_wait
from core.paging import long_pages
from courses.models import Exercise
from practice import queries, rules, services
from practice.erasure import foresee
from practice.forms import SegmentForm
from practice.listing import PracticeFilter
from practice.models import Take
from videos.models import VideoAsset
from videos.watching.access import may_watch

TAKES_A_PAGE = 24


@login_required
@require_GET
def my_practice(request: HttpRequest) -> HttpResponse:
    chosen = PracticeFilter(request.GET, person(request))
    takes = chosen.apply(queries.my_takes(person(request)).not_abandoned())
    page = long_pages(takes, TAKES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "practice/my_practice.html", {"page": page, "chosen": chosen})


@login_required
@require_GET
def take(request: HttpRequest, take_id: UUID) -> HttpResponse:
    take = _take(request, take_id)
    services.note_feedback_seen(actor=person(request), take=take)
    return render(request, "practice/take.html", _take_context(request, take))


@login_required
@require_GET
def take_brief(request: HttpRequest, take_id: UUID) -> HttpResponse:
    """The exercise as it was when this take was started."""
    take = _take(request, take_id)
    pinned = take.exercise_revision
    brief = pinned.as_object() if pinned else take.exercise
    demo = _demo_for(person(request), brief)
    context = {"take": take, "brief": brief, "demo_asset": demo}
    return render(request, "practice/take_brief.html", context)


def _demo_for(user: User, exercise: Exercise) -> VideoAsset | None:
    asset = exercise.demo_video.asset if exercise.demo_video else None
    return asset if asset and may_watch(user, asset) else None


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, take_id: UUID) -> HttpResponse:
    take = get_object_or_404(queries.my_takes(person(request)), pk=take_id)
    if request.method == "GET":
        return render(request, "practice/withdraw.html", {"take": take})
    if _succeeds(request, services.withdraw_take, take=take):
        messages.success(request, _("Your take has been withdrawn."))
    return redirect(take)


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, take_id: UUID) -> HttpResponse:
    """Redirects to one's own takes after erasing one of them."""
    take, user = _take(request, take_id), person(request)
    if not rules.may_erase(user, take):
        raise Http404
    if request.method == "GET":
        goes = foresee(Take.objects.filter(pk=take.pk))
        return render(request, "practice/erase.html", {"take": take, "goes": goes})
    services.erase_take(actor=user, take=take)
    messages.success(request, _("The take has been erased."))
    return redirect("practice:my_practice" if rules.owns(user, take) else "/")


@login_required
@require_POST
def retry(request: HttpRequest, take_id: UUID) -> HttpResponse:
    take = _take(request, take_id)
    if _succeeds(request, services.retry_take, take=take):
        messages.success(request, _("The video is being prepared again."))
    return redirect(take)


@login_required
@require_POST
def make_segment(request: HttpRequest, take_id: UUID) -> HttpResponse:
    take = _take(request, take_id)
    form, refusal = SegmentForm(request.POST), None
    if form.is_valid():
        given = {"take": take, **form.cleaned_data}
        refusal = _refusal_of(request, services.make_segment, **given)
        if refusal is None:
            return redirect(f"{take.get_absolute_url()}#segments")
    context = _take_context(request, take) | {"segment_form": form}
    status = refusal.status if refusal and refusal.retry_after else 422
    answer = render(request, "practice/take.html", context, status=status)
    return with_wait(answer, refusal) if refusal else answer


@login_required
@require_GET
def exercise_takes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The practice room's "My takes" and how many are left, to refresh it after a change."""
    user = person(request)
    exercise = get_object_or_404(Exercise.objects.visible_to(user), uid=uid)
    context = {
        "takes": list(queries.takes_of_exercise(user, exercise)),
        "exercise": exercise,
        "places_left": queries.places_left(user, exercise),
    }
    return render(request, "practice/_my_takes_now.html", context)


def _take(request: HttpRequest, take_id: UUID) -> Take:
    take = queries.take_for(person(request), take_id)
    if take is None:
        raise Http404
    return take


def _take_context(request: HttpRequest, take: Take) -> dict[str, Any]:
    user = person(request)
    return {
        "take": take,
        "is_mine": rules.owns(user, take),
        "may_practise": rules.may_start(user, take.exercise),
        "may_answer": rules.may_answer(user, take),
        "may_withdraw": rules.may_withdraw(user, take),
        "may_erase": rules.may_erase(user, take),
        "may_retry": rules.may_retry(user, take),
        "chain": queries.attempts_chain(take, user),
        "brief_has_changed": queries.brief_has_changed(take),
        "segments": queries.segments_of(take),
        "segment_form": SegmentForm() if rules.may_make_segment(user, take) else None,
        "usual_answer_time": queries.usual_answer_time(take.course),
    }


def _succeeds(request: HttpRequest, service: Any, **given: Any) -> bool:
    """Run a service for this person; show a refusal as a message on the next page."""
    return _refusal_of(request, service, **given) is None


def _refusal_of(request: HttpRequest, service: Any, **given: Any) -> Refusal | None:
    try:
        service(actor=person(request), **given)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return refusal
    return None
