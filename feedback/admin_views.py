"""Admin views around the desk: the queue, and opening the desk for a take."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.people import person
from core.direction import isolated
from core.errors import Refusal
from courses.models import Course, Exercise
from feedback import queue, rules, services
from feedback.hand_back import SendBackForm
from feedback.models import Feedback, PracticeThread
from feedback.moderation.sight import Onlooker
from feedback.queries import threads_of, with_remarks
from practice.models import Take

STACKS_PER_PAGE = 20
THREADS_PER_PAGE = 20
DRAFTS_PER_PAGE = 20
SENT_BACK = _("Sent back. %(assistant)s finds it in their queue.")


class QueueView(WagtailAdminTemplateMixin, TemplateView):
    """Query: `?course=<uid>&exercise=<uid>&page=2&talks=2&drafts=2`; each list has its pages."""

    template_name = "feedback/queue/index.html"
    page_title = _("Waiting for you")
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("feedback.change_feedback"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def takes(self) -> QuerySet[Take]:
        takes = queue.waiting_takes(person(self.request))
        for name, keys in self.chosen_keys.items():
            takes = takes.filter(**{f"{name}_key__in": keys})
        return takes

    @cached_property
    def page(self) -> Page[Any]:
        rows = Paginator(queue.grouped(self.takes), STACKS_PER_PAGE)
        return rows.get_page(self.request.GET.get("page"))

    @cached_property
    def threads(self) -> Page[PracticeThread]:
        threads = queue.waiting_threads(person(self.request))
        for name, keys in self.chosen_keys.items():
            threads = threads.filter(**{f"take__{name}_key__in": keys})
        rows = Paginator(queue.shown_threads(threads), THREADS_PER_PAGE)
        return rows.get_page(self.request.GET.get("talks"))

    @cached_property
    def drafts(self) -> Page[Feedback]:
        drafts = queue.shown_drafts(person(self.request))
        for name, keys in self.chosen_keys.items():
            drafts = drafts.filter(**{f"take__{name}_key__in": keys})
        return Paginator(drafts, DRAFTS_PER_PAGE).get_page(self.request.GET.get("drafts"))

    @cached_property
    def chosen_keys(self) -> dict[str, Any]:
        pages = {"course": Course.objects, "exercise": Exercise.objects}
        uids = {name: uid for name in pages if (uid := self.chosen(name))}
        return {name: pages[name].filter(uid=uid).translation_keys() for name, uid in uids.items()}

    def chosen(self, name: str) -> UUID | None:
        try:
            return UUID(self.request.GET.get(name, ""))
        except ValueError:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "stacks": queue.stacks_of(self.takes, self.page.object_list),
            "page_obj": self.page,
            "threads": self.threads,
            "drafts": self.drafts,
            "take_count": self.takes.order_by().count(),
            "courses": queue.courses_waiting(person(self.request)),
            "exercises": queue.exercises_waiting(person(self.request)),
            "course": self.chosen("course"),
            "exercise": self.chosen("exercise"),
        }


@require_GET
def talk(request: HttpRequest, take_id: UUID) -> HttpResponse:
    """The conversations as the desk shows them, fetched again after a message was sent."""
    takes = Take.objects.answered_by(person(request)).handed_in().not_removed()
    take = get_object_or_404(takes.select_related("asset"), pk=take_id)
    threads = list(with_remarks(threads_of(person(request), take)))
    context = {"take": take, "talk": threads, "onlooker": Onlooker(person(request), take)}
    context["may_talk"] = rules.may_talk(person(request), take)
    return render(request, "feedback/desk/_talk.html", context)


@require_GET
def desk(request: HttpRequest, take_id: UUID) -> HttpResponse:
    """Redirects to the editor of the person's feedback on the take, creating it if needed.

    A GET may do that: it is idempotent, only its author sees the empty draft, and the student
    may still withdraw the take until something is saved in it. What an assistant has handed on,
    they can read; a teacher who has written nothing on the take begins with that.
    """
    takes = Take.objects.answered_by(person(request)).select_related("asset")
    take = get_object_or_404(takes, pk=take_id)
    try:
        feedback = _handed_on(person(request), take) or services.open_feedback(
            actor=person(request), take=take
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("feedback_queue")
    name = "edit" if rules.may_write(person(request), feedback) else "inspect"
    return redirect(feedback.snippet_viewset.get_url_name(name), feedback.pk)


def _send_back(request: HttpRequest, feedback: Feedback, words: str) -> HttpResponse:
    try:
        services.send_back(actor=person(request), feedback=feedback, words=words)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, SENT_BACK % {"assistant": isolated(feedback.teacher)})
    return redirect("feedback_queue")


def _handed_on(user: User, take: Take) -> Feedback | None:
    if take.feedback.filter(teacher=user).exists():
        return None
    return queue.waiting_drafts(user).filter(take=take).first()


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    """A sentence for the assistant, who finds the draft in their queue again."""
    drafts = queue.shown_drafts(person(request))
    feedback = get_object_or_404(drafts.exclude(teacher=person(request)), pk=feedback_id)
    form = SendBackForm(request.POST or None)
    if form.is_valid():
        return _send_back(request, feedback, form.cleaned_data["words"])
    return render(request, "feedback/desk/send_back.html", {"feedback": feedback, "form": form})
