"""Posting to a conversation from a page: plain form posts, with JSON responses for scripts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.people import person
from core import not_sent
from core.errors import Refusal, error_body
from feedback import services
from feedback.forms import MessageForm
from feedback.models import PracticeThread
from practice.models import Take


@require_POST
@login_required
def start_thread(request: HttpRequest, take_id: UUID) -> HttpResponse:
    takes = Take.objects.visible_to(person(request)).select_related("asset")
    take = get_object_or_404(takes, pk=take_id)
    form = MessageForm(request.POST, take=take)
    try:
        thread = services.start_thread(actor=person(request), take=take, **form.values())
    except Refusal as refusal:
        return _refused(request, take, refusal)
    return _done(request, thread)


@require_POST
@login_required
def post_message(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    threads = PracticeThread.objects.visible_to(person(request)).select_related("take")
    thread = get_object_or_404(threads, pk=thread_id)
    try:
        services.post_message(
            actor=person(request), thread=thread, text=request.POST.get("text", "")
        )
    except Refusal as refusal:
        return _refused(request, thread.take, refusal)
    return _done(request, thread)


@require_POST
@login_required
def settle(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """A teacher marks a conversation as needing no answer."""
    threads = PracticeThread.objects.visible_to(person(request)).select_related("take")
    thread = get_object_or_404(threads, pk=thread_id)
    read_to = _uuid(request.POST.get("read_to", ""))
    try:
        services.settle_thread(actor=person(request), thread=thread, read_to=read_to)
    except Refusal as refusal:
        return _refused(request, thread.take, refusal)
    return _done(request, thread)


@require_POST
@login_required
def close(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """A teacher or an editor closes a conversation; with `reopen`, it is opened again."""
    threads = PracticeThread.objects.visible_to(person(request)).select_related("take")
    thread = get_object_or_404(threads, pk=thread_id)
    change = services.reopen_thread if "reopen" in request.POST else services.close_thread
    try:
        change(actor=person(request), thread=thread)
    except Refusal as refusal:
        return _refused(request, thread.take, refusal)
    return _done(request, thread)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _done(request: HttpRequest, thread: PracticeThread) -> HttpResponse:
    take, place = thread.take, thread.place
    if _is_script(request):
        part = reverse("feedback_desk_talk", args=[take.pk]) if _is_desk(request) else None
        return JsonResponse({"url": part or f"{take.get_absolute_url()}#{place}", "place": place})
    return redirect(f"{_page(request, take)}#{place}")


def _page(request: HttpRequest, take: Take) -> str:
    """The page the message was written on: the desk or the take's page."""
    if _is_desk(request):
        return reverse("feedback_desk", args=[take.pk])
    return take.get_absolute_url()


def _is_desk(request: HttpRequest) -> bool:
    return request.POST.get("page") == "desk"


def _refused(request: HttpRequest, take: Take, refusal: Refusal) -> HttpResponse:
    if refusal.status == 404 and refusal.code == "not_found":
        raise Http404
    if _is_script(request):
        body = error_body(refusal.code, refusal.message)
        return JsonResponse(body, status=refusal.status, headers=refusal.headers)
    back = f"{_page(request, take)}#conversations"
    if request.POST.get("text", "").strip():
        return not_sent.refused(request, refusal, back=back)
    messages.error(request, str(refusal.message))
    return redirect(back)


def _is_script(request: HttpRequest) -> Any:
    return request.accepts("application/json") and not request.accepts("text/html")
