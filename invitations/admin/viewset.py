"""Invitations in the admin: the list, one invitation, and what can be done with several."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from accounts.models import User
from accounts.people import person
from accounts.rights import Right
from accounts.roles import Role
from core.errors import Refusal
from core.paging import LongListPaginator
from invitations import services
from invitations.admin.invite import InviteView
from invitations.links import link_of
from invitations.models import Cohort, Invitation, InvitationState
from invitations.models.invitation import InvitationQuerySet
from invitations.rules import may_invite

ACTIONS = {"again": services.send_again, "revoke": services.revoke}
DONE = {
    "again": gettext_lazy("%(email)s gets a new link. The old one no longer works."),
    "revoke": gettext_lazy("The invitation of %(email)s is revoked. Its link no longer works."),
}


class InvitationFilter(WagtailFilterSet):
    state = ChoiceFilter(
        label=gettext_lazy("State"), choices=InvitationState.choices, method="in_state"
    )
    role = ChoiceFilter(label=gettext_lazy("Role"), choices=Role.choices)
    cohort = ModelChoiceFilter(
        label=gettext_lazy("Cohort"), queryset=lambda request: cohorts_for(person(request))
    )
    invited_by = ModelChoiceFilter(
        label=gettext_lazy("Invited by"),
        queryset=lambda request: inviters(person(request)),
    )

    class Meta:
        model = Invitation
        fields = ("state", "role", "cohort", "invited_by")

    def in_state(self, rows: InvitationQuerySet, name: str, state: str) -> InvitationQuerySet:
        return rows.in_state(state)


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """Only whoever may invite anybody knows their names."""
    return Cohort.objects.all() if user.may(Right.INVITE) else Cohort.objects.none()


def inviters(user: User) -> QuerySet[User]:
    mine = Invitation.objects.managed_by(user).order_by()
    found: QuerySet[User] = User.objects.filter(pk__in=mine.values("invited_by"))
    return found


class InvitationListView(IndexView):
    paginator_class = LongListPaginator
    add_item_label = gettext_lazy("Invite people")

    def get_list_buttons(self, instance: Invitation) -> list[Any]:
        """A row leads to its page, where everything is."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine = Invitation.objects.managed_by(person(self.request))
        waiting = mine.in_state(InvitationState.WAITING).count()
        return context | {"waiting_to_be_sent": waiting}


class InvitationView(InspectView):
    """One invitation: its link, what became of the mail, and what can be done."""

    template_name = "invitations/admin/invitation.html"
    page_title = gettext_lazy("Invitation")

    def get_object(self, queryset: Any = None) -> Invitation:
        mine = Invitation.objects.managed_by(person(self.request))
        return get_object_or_404(mine.select_related("cohort", "invited_by"), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        invitation = self.object
        link = link_of(invitation) if invitation.is_usable else ""
        return context | {
            "invitation": invitation,
            "link": link,
            "courses": services.courses_of(invitation),
        }


@require_POST
def act(request: HttpRequest, pk: Any, action: str) -> HttpResponse:
    """Send again or revoke one."""
    user = person(request)
    if not may_invite(user):
        raise PermissionDenied
    invitation = get_object_or_404(Invitation.objects.managed_by(user), pk=pk)
    if action not in ACTIONS:
        raise Http404
    try:
        ACTIONS[action](actor=user, invitation=invitation)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, DONE[action] % {"email": invitation.email})
    return redirect(reverse("wagtailsnippets_invitations_invitation:edit", args=[invitation.pk]))


def state_of(invitation: Invitation) -> str:
    return str(invitation.state.label)


def is_settled(invitation: Invitation) -> bool:
    return invitation.state in {InvitationState.SENT, InvitationState.ACCEPTED}


def inviter_of(invitation: Invitation) -> str:
    return str(invitation.invited_by or "–")


class InvitationViewSet(SnippetViewSet):
    model = Invitation
    pk_path_converter = "uuid"
    icon = "mail"
    menu_label = gettext_lazy("Invitations")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = InvitationListView
    inspect_view_class = InvitationView
    add_view_class = InviteView
    index_results_template_name = "invitations/admin/results.html"
    filterset_class = InvitationFilter
    list_display = [
        "email",
        Column("display_name", label=gettext_lazy("Name")),
        Column("get_role_display", label=gettext_lazy("Role")),
        Column("cohort", label=gettext_lazy("Cohort")),
        StatusTagColumn(
            "state", label=gettext_lazy("State"), accessor=state_of, primary=is_settled
        ),
        Column("inviter", label=gettext_lazy("Invited by"), accessor=inviter_of),
        DateColumn("created_at", label=gettext_lazy("Invited"), sort_key="created_at"),
    ]
    list_export = ["email", "first_name", "last_name", "role", "cohort", "state", "created_at"]
    list_per_page = 50
    search_fields = ["email", "first_name", "last_name"]
    search_backend_name = None
    ordering = ["-created_at"]
    panels: list[Any] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        mine = Invitation.objects.managed_by(person(request))
        return mine.select_related("cohort", "invited_by")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """There is neither an editor nor a way to delete one."""
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        missing = ("delete", "history", "usage", "inspect")
        return common | {f"{name}_url_name": None for name in missing}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("add/", self.add_view, name="add"),
            # Where Wagtail links to from reports and histories.
            path("<uuid:pk>/", self.inspect_view, name="edit"),
            path("<uuid:pk>/<str:action>/", act, name="act"),
        ]

    @property
    def add_view(self) -> Any:
        return InviteView.as_view(index_url_name=self.get_url_name("list"))

    def register_chooser_viewset(self) -> None:
        """Nothing chooses an invitation."""

    def register_model_check(self) -> None:
        """There is no editor to check."""
