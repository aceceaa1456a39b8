"""The review desk: the Wagtail editor of feedback, with the take beside its remarks."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages as admin_messages
from wagtail.admin.ui.editing_sessions import EditingSessionsModule
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, UnpublishView

from accounts.models import User
from accounts.people import person
from core.errors import Refusal
from core.paging import LongListPaginator
from courses.admin.listing import count_of
from feedback import rules, services
from feedback.merging import in_words
from feedback.models import Feedback, FeedbackMarker, PracticeThread
from feedback.moderation.sight import Onlooker, Sight, cases_of_remarks
from feedback.panels import review_panels
from feedback.policy import FeedbackPolicy
from feedback.queries import takes_named, threads_of, with_remarks
from feedback.queue import next_waiting

View = Callable[..., HttpResponseBase]

ASKED = gettext_lazy("A teacher of the course will look at your draft. It is in their queue now.")
DRAFT_SAVED = gettext_lazy("Draft saved. Only you can see it.")
DRAFT_IN_HAND = gettext_lazy("Draft saved. The student can't see it yet.")
NOTHING_TO_SUBMIT = gettext_lazy(
    "There is nothing to submit yet. Add a remark, a score or a summary first."
)


def scoped(view: View, wanted: str | None) -> View:
    """Answers 404 to anyone who may not read the feedback in the URL.

    `wanted` is what the view does. Wagtail asks for the right to do so with feedback in general.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "pk" not in kwargs:
            return view(request, *args, **kwargs)
        user, pk = person(request), _as_uid(kwargs["pk"])
        if wanted in DOING and _rows(user, wanted).filter(pk=pk).exists():
            return view(request, *args, **kwargs)
        if not _rows(user, "view").filter(pk=pk).exists():
            raise Http404
        if wanted in DOING:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


DOING = ("change", "publish")


def _rows(user: User, action: str) -> QuerySet[Feedback]:
    return FeedbackPolicy(Feedback).scope(user, action)


def _as_uid(pk: UUID | str) -> UUID:
    try:
        return UUID(str(pk))
    except ValueError:
        raise Http404 from None


def one_at_a_time(view: View) -> View:
    """Locks the feedback, so that nothing is saved while a window's changes are merged."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            rows = Feedback.objects.select_for_update(of=("self",)).filter(pk=kwargs["pk"])
            rows.only("pk").first()
            return view(request, *args, **kwargs)

    return guarded


class DeskView(EditView):
    """Saving a version starts the review; publishing releases it. Both go through the services.

    The same feedback may be open in several windows, see `feedback.merging`.
    """

    template_name = "feedback/desk/edit.html"
    partials_template_name = "feedback/desk/edit_partials.html"

    @property
    def is_out_of_date(self) -> bool:
        """Never: what a window sends is merged with what others have saved."""
        return False

    @cached_property
    def overwrite_revision(self) -> Revision | None:
        return services.version_to_overwrite(person(self.request), self.object)

    def get_editing_sessions(self) -> EditingSessionsModule:
        """Who else is editing. No version is given, since no save overwrites another."""
        module: EditingSessionsModule = super().get_editing_sessions()
        module.revision_id = module.revision_created_at = None
        return module

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

    @cached_property
    def may_release(self) -> bool:
        return rules.may_release(person(self.request), self.object)

    def get_available_actions(self) -> list[str]:
        """Wagtail asks for the right to publish feedback in general, not this one."""
        actions: list[str] = super().get_available_actions()
        if self.may_release:
            return actions
        return [*(one for one in actions if one != "publish"), "ask"]

    def save_instance(self) -> Feedback:
        feedback: Feedback = super().save_instance()
        services.draft_saved(feedback)
        return feedback

    def publish_action(self) -> HttpResponse | None:
        """The version is already saved here, so nothing is lost if it can't be released."""
        if self.form.brought:
            admin_messages.warning(self.request, self._unseen_changes())
            return redirect(self.get_edit_url())
        try:
            response: HttpResponse | None = super().publish_action()
        except Refusal as refusal:
            admin_messages.error(self.request, refusal.message)
            return redirect(self.get_edit_url())
        return response

    def ask_action(self) -> HttpResponse:
        if self.form.brought:
            admin_messages.warning(self.request, self._unseen_changes())
            return redirect(self.get_edit_url())
        try:
            services.hand_on(actor=person(self.request), feedback=self.object)
        except Refusal as refusal:
            admin_messages.error(self.request, refusal.message)
            return redirect(self.get_edit_url())
        admin_messages.success(self.request, ASKED)
        return redirect("feedback_queue")

    def _unseen_changes(self) -> str:
        words = _(
            "Saved, but not released yet. There are changes from another window that you have not "
            "seen: %(remarks)s. They are included below. Look at them, then try again."
        )
        return words % {"remarks": in_words(self.form.brought)}

    def is_valid(self, form: Any) -> bool:
        self.form = form
        return bool(super().is_valid(form))

    def get_error_message(self) -> str | None:
        """Used by autosave too, so that the limit is shown while typing."""
        too_many = self.form.formsets["markers"].non_form_errors().as_data()
        if any(error.code == "too_many_forms" for error in too_many):
            return " ".join(self.form.formsets["markers"].non_form_errors())
        message: str | None = super().get_error_message()
        return message

    def submit_action(self) -> HttpResponse | None:
        if not self.object.says_something:
            admin_messages.error(self.request, NOTHING_TO_SUBMIT)
            return redirect(self.get_edit_url())
        if self.form.brought:
            admin_messages.warning(self.request, self._unseen_changes())
            return redirect(self.get_edit_url())
        response: HttpResponse | None = super().submit_action()
        return response

    def get_success_url(self) -> str:
        url: str = self.get_edit_url()
        return url

    def get_success_message(self, instance: Feedback | None = None) -> str:
        if self.action == "publish":
            student = self.object.take.student
            return _("Released. %(student)s can see your feedback now.") % {"student": student}
        saved = DRAFT_IN_HAND if self.live_object.is_in_hand else DRAFT_SAVED
        if not self.form.brought:
            return str(saved)
        words = _("Changes from another window were kept too: %(remarks)s.")
        return f"{saved} {words % {'remarks': in_words(self.form.brought)}}"

    def get_success_buttons(self) -> list[Any]:
        waiting = next_waiting(person(self.request)) if self.action == "publish" else None
        if waiting is None:
            return []
        url = reverse("feedback_desk", args=[waiting.pk])
        return [admin_messages.button(url, _("Next waiting take"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.expects_json_response:
            return context | {"brought": self.form.brought}
        take = self.object.take
        threads = list(with_remarks(threads_of(person(self.request), take)))
        services.see_threads(actor=person(self.request), take=take, threads=threads)
        return context | {
            "take": take,
            "talk": threads,
            "may_talk": rules.may_talk(person(self.request), take),
            "may_release": self.may_release,
            "may_send_back": rules.may_send_back(person(self.request), self.live_object),
            "onlooker": Onlooker(person(self.request), take),
            "noted_remarks": self._noted_remarks(),
            "exercise": self.form.review.exercise,
            "passages": self.form.review.passages,
            "released": self.live_object.live,
        }

    def _noted_remarks(self) -> list[tuple[FeedbackMarker, Sight]]:
        """Remarks an editor has hidden, removed or warned about."""
        feedback = self.live_object
        if not feedback.live:
            return []
        onlooker = Onlooker(person(self.request), feedback.take)
        cases = cases_of_remarks(feedback.take)
        markers = feedback.markers.all() if cases else []
        sights = [(marker, onlooker.of_remark(marker, feedback, cases)) for marker in markers]
        return [(marker, sight) for marker, sight in sights if sight.note]

    def _refused(self) -> HttpResponse | None:
        """Released feedback can be corrected whatever happened to the video."""
        if self.object.live:
            return None
        try:
            rules.refuse_unanswerable(self.object.take)
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
        return _handed(feedback)
    if feedback.has_unpublished_changes:
        return _("released, with unreleased changes")
    return _("released")


def _handed(feedback: Feedback) -> str:
    if feedback.is_in_hand:
        return _("draft, waits for a teacher")
    return _("draft, sent back") if feedback.was_sent_back else _("draft")


def to_answer(feedback: Feedback) -> str:
    """Waiting conversations on the take; the list's query annotates `waiting_threads`."""
    count = feedback.waiting_threads
    return ngettext("%d to answer", "%d to answer", count) % count if count else ""


def changed_at(feedback: Feedback) -> datetime:
    version = feedback.latest_revision
    moment: datetime = version.created_at if version else feedback.created_at
    return moment


class TakeBackView(UnpublishView):
    page_title = gettext_lazy("Take back")
    success_message = gettext_lazy("Taken back. Only you can see it now.")
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
        return queryset.filter(take__in=takes_named(self.search_query).values("pk"))


class FeedbackViewSet(SnippetViewSet):
    model = Feedback
    pk_path_converter = "uuid"
    icon = "comment"
    menu_label = gettext_lazy("Feedback")
    menu_order = 151
    add_to_admin_menu = True
    inspect_view_enabled = True
    inspect_view_fields = ["take", "teacher", "summary", "released_at", "released_by"]
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
        Column("conversation", label=gettext_lazy("Conversation"), accessor=to_answer),
        Column("teacher", label=gettext_lazy("Written by")),
        DateColumn("changed", label=gettext_lazy("Updated"), accessor=changed_at),
    ]
    list_per_page = 30
    search_fields = [
        "take__student__first_name",
        "take__student__last_name",
        "take__exercise__title",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        readable = Feedback.objects.readable_in_admin(person(request))
        shown = ("take__student", "take__exercise", "teacher", "latest_revision", "released_by")
        waiting = PracticeThread.objects.awaiting_answer().filter(take=OuterRef("take"))
        count = Subquery(count_of(waiting, "take"), output_field=IntegerField())
        return (
            readable.select_related(*shown)
            .defer("latest_revision__content")
            .annotate(waiting_threads=Coalesce(count, 0))
        )

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        view = super().construct_view(view_class, **kwargs)
        guarded = scoped(view, getattr(view_class, "permission_required", None))
        return one_at_a_time(guarded) if issubclass(view_class, DeskView) else guarded

    def register_chooser_viewset(self) -> None:
        """No chooser: it would list the feedback of all teachers, and nothing needs one."""
