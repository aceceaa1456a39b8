"""The class list: who is in which course, and adding several people at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django_filters import ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import sees_addresses
from accounts.people import person
from core.direction import isolated
from core.paging import LongListPaginator
from courses import services
from courses.admin.enrol_form import EnrolForm
from courses.admin.waiting import SHOWN, decide, waiting_for
from courses.models import Course, Enrolment
from courses.models.enrolment import EnrolmentQuerySet
from courses.people import manageable_courses


class ClassFilter(WagtailFilterSet):
    """Only a teacher's own courses: they must not see the names of others' drafts."""

    course = ModelChoiceFilter(
        label=gettext_lazy("Course"),
        queryset=lambda request: manageable_courses(request.user),
        method="of_class",
    )

    class Meta:
        model = Enrolment
        fields = ("course",)

    def of_class(self, enrolments: EnrolmentQuerySet, name: str, course: Course) -> Any:
        return enrolments.in_class_of(course)


class ClassListView(generic.IndexView):
    paginator_class = LongListPaginator
    page_title = gettext_lazy("Class list")
    add_item_label = gettext_lazy("Add people")
    results_template_name = "courses/admin/class_list_results.html"

    def search_queryset(self, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        """An address finds its person, but no part of one finds anybody for those who see none."""
        found: QuerySet[Enrolment] = super().search_queryset(queryset)
        words = (self.search_query or "").strip()
        if not words:
            return found
        exact = "icontains" if sees_addresses(person(self.request)) else "iexact"
        return found | queryset.filter(**{f"user__email__{exact}": words})

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        mine = Enrolment.objects.managed_by(self.request.user)
        return mine.select_related("course", "user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = self._chosen_class(waiting_for(person(self.request)))
        return context | {"waiting": list(waiting[:SHOWN])}

    def _chosen_class(self, rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
        """At the door of the class that the list is narrowed to."""
        form = self.filters.form
        course = form.cleaned_data.get("course") if form.is_valid() else None
        return rows.in_class_of(course) if course else rows


def state_of(enrolment: Enrolment) -> str:
    return str(_("waits to be let in") if enrolment.is_waiting else _("in the class"))


def is_in(enrolment: Enrolment) -> bool:
    return not enrolment.is_waiting


class EnrolView(View):
    """Two steps: "Check" shows what would happen, "Add" does it."""

    template_name = "courses/admin/enrol.html"
    index_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("courses.add_enrolment"):
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        course = request.GET.get("course")
        return self._show(EnrolForm(user=person(request), initial={"course": course}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnrolForm(request.POST, user=person(request))
        if not form.is_valid() or "check" in request.POST:
            return self._show(form)
        enrolled = services.enrol(
            actor=person(request), course=form.cleaned_data["course"], people=form.newcomers
        )
        self._report(form, len(enrolled))
        return redirect(self.index_url_name)

    def _show(self, form: EnrolForm) -> HttpResponse:
        context = {"form": form, "cancel_url": reverse(self.index_url_name)}
        return render(self.request, self.template_name, context)

    def _report(self, form: EnrolForm, count: int) -> None:
        course = isolated(form.cleaned_data["course"].title)
        added = ngettext(
            "%(count)d person was added to “%(course)s”.",
            "%(count)d people were added to “%(course)s”.",
            count,
        )
        messages.success(self.request, added % {"count": count, "course": course})
        if form.unknown:
            text = _("Nobody was found for these, so they were skipped: %(addresses)s")
            url = form.invite_url
            buttons = [messages.button(url, _("Invite them"))] if url else []
            words = text % {"addresses": _listed(form.unknown)}
            messages.warning(self.request, words, buttons=buttons)
        if form.unclear:
            text = _("More than one person has these names. Use their e-mail addresses: %(names)s")
            messages.warning(self.request, text % {"names": _listed(form.unclear)})


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(isolated, words))


class UnenrolView(generic.DeleteView):
    page_title = gettext_lazy("Remove from the course")
    success_message = gettext_lazy("%(object)s: removed from the course.")

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": isolated(self.object)}

    def get_queryset(self) -> QuerySet[Enrolment]:
        return Enrolment.objects.managed_by(self.request.user)

    def delete_action(self) -> None:
        services.unenrol(actor=self.request.user, enrolment=self.object)


class ClassViewSet(ModelViewSet):
    model = Enrolment
    name = "class-list"
    icon = "group"
    menu_label = gettext_lazy("Class list")
    menu_order = 120
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ClassListView
    add_view_class = EnrolView
    delete_view_class = UnenrolView
    form_fields = ["course", "user"]
    list_display = [
        "user",
        "course",
        StatusTagColumn("state", label=gettext_lazy("State"), accessor=state_of, primary=is_in),
        DateColumn("created_at", label=gettext_lazy("Since")),
    ]
    filterset_class = ClassFilter
    search_fields = ["user__first_name", "user__last_name", "course__title"]
    ordering = ["course__title", "user__first_name"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """There is nothing to edit: a person is either in a course or not."""
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, "edit_url_name": None, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("add/", self.add_view, name="add"),
            path("waiting/", decide, name="waiting"),
            path("delete/<uuid:pk>/", self.delete_view, name="delete"),
        ]
