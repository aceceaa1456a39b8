"""The review desk: the Wagtail editor of feedback, with the take beside its remarks."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages as admin_messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, UnpublishView

from feedback import rules, services
from feedback.models import Feedback
from feedback.panels import review_panels
from feedback.queries import takes_named
from feedback.queue import next_waiting
from portal.accounts.people import person
from portal.core.errors import Refusal
from portal.core.paging import LongListPaginator

View = Callable[..., HttpResponseBase]


def scoped(view: View) -> View:
    """The view, for whom the feedback in its address is theirs to read; anyone else gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "pk" in kwargs and not _is_readable(request, kwargs["pk"]):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _is_readable(request: HttpRequest, pk: UUID | str) -> bool:
    try:
        uid = UUID(str(pk))
    except ValueError:
        return False
    return Feedback.objects.readable_in_admin(person(request)).filter(pk=uid).exists()


class DeskView(EditView):
    """Saving a version begins the review; publishing releases. Both go through the services."""

    template_name = "feedback/desk/edit.html"

    def run_before_hook(self) -> HttpResponse | None:
        return cast("HttpResponse | None", super().run_before_hook()) or self._refused()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except Refusal as refusal:
            self.produced_error_code = "locked"
            self.produced_error_message = str(refusal.message)
            response = self.form_invalid(form)
        return response

    def save_instance(self) -> Feedback:
        feedback: Feedback = super().save_instance()
        services.draft_saved(feedback)
        return feedback

    def publish_action(self) -> HttpResponse | None:
        """The version is saved before this, so what was written is kept when it can't go out."""
        try:
            response: HttpResponse | None = super().publish_action()
        except Refusal as refusal:
            admin_messages.error(self.request, refusal.message)
            return redirect(self.get_edit_url())
        return response

    def submit_action(self) -> HttpResponse | None:
        if not self.object.says_something:
            admin_messages.error(self.request, _("There is nothing to check yet."))
            return redirect(self.get_edit_url())
        response: HttpResponse | None = super().submit_action()
        return response

    def get_success_url(self) -> str:
        url: str = self.get_edit_url()
        return url

    def get_success_message(self, instance: Feedback | None = None) -> str:
        if self.action == "publish":
            student = self.object.clip.student
            return _("Released. %(student)s sees your feedback now.") % {"student": student}
        return _("Draft saved. Only you see it.")

    def get_success_buttons(self) -> list[Any]:
        waiting = next_waiting(person(self.request)) if self.action == "publish" else None
        if waiting is None:
            return []
        url = reverse("feedback_desk", args=[waiting.pk])
        return [admin_messages.button(url, _("Next waiting take"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.expects_json_response:
            return context
        clip = self.object.clip
        return context | {
            "clip": clip,
            "exercise": self.form.review.exercise,
            "passages": self.form.review.passages,
            "released": self.live_object.live,
        }

    def _refused(self) -> HttpResponse | None:
        """Feedback that is out can be corrected whatever became of the video."""
        if self.object.live:
            return None
        try:
            rules.refuse_unanswerable(self.object.clip)
        except Refusal as refusal:
            return self._refuse(refusal)
        return None

    def _refuse(self, refusal: Refusal) -> HttpResponse:
        if self.expects_json_response:
            response: HttpResponse = self.json_error_response("locked", str(refusal.message))
            return response
        messages.error(self.request, str(refusal.message))
        return redirect("feedback_queue")


def is_released(feedback: Feedback) -> bool:
    return feedback.is_released


def state_name(feedback: Feedback) -> str:
    if not feedback.is_released:
        return _("draft")
    if feedback.has_unpublished_changes:
        return _("released, changes wait")
    return _("released")


def changed_at(feedback: Feedback) -> datetime:
    version = feedback.latest_revision
    moment: datetime = version.created_at if version else feedback.created_at
    return moment


class TakeBackView(UnpublishView):
    page_title = gettext_lazy("Take back")
    success_message = gettext_lazy("Taken back. Only you see it now.")
    template_name = "feedback/desk/take_back.html"

    def get_next_url(self) -> str:
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class FeedbackListView(IndexView):
    paginator_class = LongListPaginator

    def search_queryset(self, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        if not self.is_searching:
            return queryset
        return queryset.filter(clip__in=takes_named(self.search_query).values("pk"))


class FeedbackViewSet(SnippetViewSet):
    model = Feedback
    pk_path_converter = "uuid"
    icon = "comment"
    menu_label = gettext_lazy("Feedback")
    menu_order = 151
    add_to_admin_menu = True
    inspect_view_enabled = True
    inspect_view_fields = ["clip", "teacher", "summary", "released_at"]
    copy_view_enabled = False
    edit_handler = review_panels
    index_results_template_name = "feedback/admin/results.html"
    index_view_class = FeedbackListView
    edit_view_class = DeskView
    edit_template_name = "feedback/desk/edit.html"
    unpublish_view_class = TakeBackView
    list_display = [
        "__str__",
        StatusTagColumn(
            "state", label=gettext_lazy("State"), accessor=state_name, primary=is_released
        ),
        Column("teacher", label=gettext_lazy("Teacher")),
        DateColumn("changed", label=gettext_lazy("Updated"), accessor=changed_at),
    ]
    list_per_page = 30
    search_fields = [
        "clip__student__first_name",
        "clip__student__last_name",
        "clip__exercise__title",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        readable = Feedback.objects.readable_in_admin(person(request))
        shown = ("clip__student", "clip__exercise", "teacher", "latest_revision")
        return readable.select_related(*shown).defer("latest_revision__content")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        return scoped(super().construct_view(view_class, **kwargs))

    def register_chooser_viewset(self) -> None:
        """None: a chooser would list the feedback of all teachers, and nothing chooses feedback."""
