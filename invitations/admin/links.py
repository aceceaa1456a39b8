"""Class links in the admin: the list, making one, one with its QR code, and a page to project."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from accounts.people import person
from core.errors import Refusal
from core.paging import LongListPaginator
from courses.admin.waiting import SHOWN, waiting_for
from invitations import class_links
from invitations.admin.link_forms import CourseForm, LimitsForm, NewLinkForm
from invitations.class_tokens import address_of
from invitations.models import ClassLink, LinkState
from invitations.models.class_link import ClassLinkQuerySet
from invitations.qr import qr_svg
from invitations.rules import may_make_links

NAMES = "wagtailsnippets_invitations_classlink"
LIST, ONE = f"{NAMES}:list", f"{NAMES}:edit"


class LinkFilter(WagtailFilterSet):
    state = ChoiceFilter(label=gettext_lazy("State"), choices=LinkState.choices, method="in_state")

    class Meta:
        model = ClassLink
        fields = ("state",)

    def in_state(self, rows: ClassLinkQuerySet, name: str, state: str) -> ClassLinkQuerySet:
        return rows.in_state(state)


class LinkListView(IndexView):
    paginator_class = LongListPaginator
    add_item_label = gettext_lazy("Make a class link")

    def get_list_buttons(self, instance: ClassLink) -> list[Any]:
        """A row leads to its page, where everything is."""
        return []


class LinkPage(View):
    """Closed with the door, and to whoever teaches elsewhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_make_links(person(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class NewLinkView(LinkPage):
    """Two steps: `?course=` is the first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        first = CourseForm(request.GET if "course" in request.GET else None, user=person(request))
        if not first.is_bound or not first.is_valid():
            return render(request, "invitations/admin/link_course.html", {"form": first})
        course = first.cleaned_data["course"]
        return self._show(NewLinkForm(course=course), course)

    def post(self, request: HttpRequest) -> HttpResponse:
        user = person(request)
        course = get_object_or_404(CourseForm(user=user).courses, pk=_key(request))
        form = NewLinkForm(request.POST, course=course)
        if not form.is_valid():
            return self._show(form, course)
        link = class_links.make_link(actor=user, course=course, **form.cleaned_data)
        messages.success(request, _("The link works now."))
        return redirect(ONE, link.pk)

    def _show(self, form: NewLinkForm, course: Any) -> HttpResponse:
        context = {"form": form, "course": course}
        return render(self.request, "invitations/admin/link_new.html", context)


class LinkView(LinkPage):
    """One link: its code, who came by it, and until when it works."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        link = _link(request, pk)
        return self._show(link, LimitsForm(instance=link))

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        link = _link(request, pk)
        form = LimitsForm(request.POST, instance=_link(request, pk))
        if not form.is_valid():
            return self._show(link, form)
        try:
            class_links.change_link(actor=person(request), link=link, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The link is changed."))
        return redirect(ONE, link.pk)

    def _show(self, link: ClassLink, form: LimitsForm) -> HttpResponse:
        arrived = link.arrivals.values("user")
        waiting = waiting_for(person(self.request)).in_class_of(link.course)
        context = {
            "link": link,
            "form": form,
            "address": address_of(link),
            "arrivals": link.arrivals.select_related("user")[:SHOWN],
            "waiting": list(waiting.filter(user__in=arrived)[:SHOWN]),
        }
        return render(self.request, "invitations/admin/link.html", context)


class ProjectView(LinkPage):
    """Big enough for a wall, or to print: the code, the course and the address."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        link = _link(request, pk)
        context = {"link": link, "address": address_of(link)}
        return render(request, "invitations/admin/link_project.html", context)


class CodeView(LinkPage):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        svg = qr_svg(address_of(_link(request, pk)))
        return HttpResponse(svg, content_type="image/svg+xml")


class RevokeView(LinkPage):
    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        class_links.revoke_link(actor=person(request), link=_link(request, pk))
        messages.success(request, _("The link is revoked. Who has come by it keeps their place."))
        return redirect(ONE, pk)


def _link(request: HttpRequest, pk: Any) -> ClassLink:
    mine = ClassLink.objects.managed_by(person(request))
    return get_object_or_404(mine.select_related("course", "exercise", "made_by"), pk=pk)


def _key(request: HttpRequest) -> int:
    text = request.GET.get("course", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def state_of(link: ClassLink) -> str:
    return str(link.state.label)


def is_open(link: ClassLink) -> bool:
    return link.state == LinkState.OPEN


def came_of(link: ClassLink) -> str:
    if link.places is None:
        return str(link.taken)
    return _("%(came)d of %(places)d") % {"came": link.taken, "places": link.places}


def start_of(link: ClassLink) -> str:
    return str(link.exercise.title) if link.exercise else "–"


class ClassLinkViewSet(SnippetViewSet):
    model = ClassLink
    pk_path_converter = "uuid"
    icon = "link"
    menu_label = gettext_lazy("Class links")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = LinkListView
    index_results_template_name = "invitations/admin/link_results.html"
    filterset_class = LinkFilter
    list_display = [
        "course",
        Column("start", label=gettext_lazy("Begins at"), accessor=start_of),
        StatusTagColumn("state", label=gettext_lazy("State"), accessor=state_of, primary=is_open),
        Column("came", label=gettext_lazy("Came"), accessor=came_of),
        DateColumn("expires_at", label=gettext_lazy("Works until"), sort_key="expires_at"),
    ]
    list_per_page = 50
    search_fields = ["course__title", "exercise__title"]
    search_backend_name = None
    ordering = ["-created_at"]
    panels: list[Any] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClassLink]:
        mine = ClassLink.objects.managed_by(person(request))
        return mine.select_related("course", "exercise")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        missing = ("delete", "history", "usage", "inspect")
        return common | {f"{name}_url_name": None for name in missing}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("add/", NewLinkView.as_view(), name="add"),
            # Where Wagtail links to from reports and histories.
            path("<uuid:pk>/", LinkView.as_view(), name="edit"),
            path("<uuid:pk>/code.svg", CodeView.as_view(), name="code"),
            path("<uuid:pk>/project/", ProjectView.as_view(), name="project"),
            path("<uuid:pk>/revoke/", RevokeView.as_view(), name="revoke"),
        ]

    def register_chooser_viewset(self) -> None:
        """Nothing chooses a link."""

    def register_model_check(self) -> None:
        """There is no editor to check."""
