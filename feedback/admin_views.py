"""Beside the desk: the queue, and the door from a take to its desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from feedback import queue, services
from portal.accounts.people import person
from portal.core.errors import Refusal
from practice.models import PracticeClip

STACKS_PER_PAGE = 20


class QueueView(WagtailAdminTemplateMixin, TemplateView):
    """Addresses: `?course=<uid>&exercise=<uid>&page=2`."""

    template_name = "feedback/queue/index.html"
    page_title = _("Waiting for feedback")
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("feedback.change_feedback"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def takes(self) -> QuerySet[PracticeClip]:
        takes = queue.waiting_takes(person(self.request))
        for name in ("course", "exercise"):
            if uid := self.chosen(name):
                takes = takes.filter(**{f"{name}__uid": uid})
        return takes

    @cached_property
    def page(self) -> Page[Any]:
        rows = Paginator(queue.grouped(self.takes), STACKS_PER_PAGE)
        return rows.get_page(self.request.GET.get("page"))

    def chosen(self, name: str) -> UUID | None:
        try:
            return UUID(self.request.GET.get(name, ""))
        except ValueError:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "stacks": queue.stacks_of(self.takes, self.page.object_list),
            "page_obj": self.page,
            "courses": queue.courses_waiting(person(self.request)),
            "exercises": queue.exercises_waiting(person(self.request)),
            "course": self.chosen("course"),
            "exercise": self.chosen("exercise"),
        }


@require_GET
def desk(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """To the editor of one's feedback on the take, which is begun when there is none.

    A GET may do that: it is idempotent, nobody but its teacher sees the empty draft, and the
    student may withdraw the take until something is saved in it.
    """
    takes = PracticeClip.objects.for_teacher(person(request)).select_related("asset")
    clip = get_object_or_404(takes, pk=clip_id)
    try:
        feedback = services.open_feedback(actor=person(request), clip=clip)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("feedback_queue")
    return redirect(feedback.snippet_viewset.get_url_name("edit"), feedback.pk)
