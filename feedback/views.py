"""Taking part in a conversation from a page: plain form posts, which also answer a script."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from feedback import services
from feedback.forms import MessageForm
from feedback.models import PracticeThread
from portal.accounts.people import person
from portal.core.errors import Refusal, error_body
from practice.models import PracticeClip


@require_POST
@login_required
def start_thread(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    takes = PracticeClip.objects.visible_to(person(request)).select_related("asset")
    clip = get_object_or_404(takes, pk=clip_id)
    form = MessageForm(request.POST, clip=clip)
    try:
        thread = services.start_thread(actor=person(request), clip=clip, **form.said())
    except Refusal as refusal:
        return _refused(request, clip, refusal)
    return _done(request, thread)


@require_POST
@login_required
def post_message(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    threads = PracticeThread.objects.visible_to(person(request)).select_related("clip")
    thread = get_object_or_404(threads, pk=thread_id)
    try:
        services.post_message(
            actor=person(request), thread=thread, text=request.POST.get("text", "")
        )
    except Refusal as refusal:
        return _refused(request, thread.clip, refusal)
    return _done(request, thread)


def _done(request: HttpRequest, thread: PracticeThread) -> HttpResponse:
    place = f"talk-{thread.marker_uid}" if thread.marker_uid else f"thread-{thread.pk}"
    url = f"{thread.clip.get_absolute_url()}#{place}"
    if _is_script(request):
        return JsonResponse({"url": url, "place": place})
    return redirect(url)


def _refused(request: HttpRequest, clip: PracticeClip, refusal: Refusal) -> HttpResponse:
    if refusal.status == 404 and refusal.code == "not_found":
        raise Http404
    if _is_script(request):
        return JsonResponse(error_body(refusal.code, refusal.message), status=refusal.status)
    messages.error(request, str(refusal.message))
    return redirect(f"{clip.get_absolute_url()}#conversations")


def _is_script(request: HttpRequest) -> Any:
    return request.accepts("application/json") and not request.accepts("text/html")
