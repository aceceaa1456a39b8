"""What can be done with several invitations of the list."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from accounts.models import User
from accounts.people import person
from core.errors import Refusal
from core.own_rows import OnOwnRows
from invitations import services
from invitations.admin.viewset import InvitationFilter
from invitations.models import Invitation


class InvitationAction(OnOwnRows, SnippetBulkAction):
    """Accepted and revoked ones are left alone."""

    models = [Invitation]
    template_name = "invitations/admin/bulk.html"
    what_happens: Any = ""
    button: Any = ""
    service: Callable[..., Invitation]

    def check_perm(self, snippet: Invitation) -> bool:
        may: bool = self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", snippet
        )
        return may and snippet.is_open

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        """Everything the list shows with the current filters and search."""
        rows = Invitation.objects.managed_by(person(self.request))
        found = InvitationFilter(self.request.GET, queryset=rows, request=self.request).qs
        words = self.request.GET.get("q", "").strip()
        named = Q(email__icontains=words) | Q(first_name__icontains=words)
        found = found.filter(named | Q(last_name__icontains=words)) if words else found
        return found.order_by().values_list("pk", flat=True)

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "user": person(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"what_happens": self.what_happens, "button": self.button}

    @classmethod
    def execute_action(
        cls, objects: list[Invitation], user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        return sum(cls._succeeds(user, invitation) for invitation in objects), 0

    @classmethod
    def _succeeds(cls, user: User | None, invitation: Invitation) -> bool:
        try:
            cls.service(actor=user, invitation=invitation)
        except Refusal:  # accepted meanwhile
            return False
        return True


class SendAgain(InvitationAction):
    action_type = "send_again"
    display_name = gettext_lazy("Send again")
    aria_label = gettext_lazy("Send the chosen invitations again")
    what_happens = gettext_lazy(
        "Each gets a new link by mail. The links in their earlier mails no longer work."
    )
    button = gettext_lazy("Send again")
    service = staticmethod(services.send_again)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        words = ngettext(
            "%(count)d invitation is on its way again.",
            "%(count)d invitations are on their way again.",
            num_parent_objects,
        )
        return words % {"count": num_parent_objects}


class Revoke(InvitationAction):
    action_type = "revoke"
    display_name = gettext_lazy("Revoke")
    aria_label = gettext_lazy("Revoke the chosen invitations")
    what_happens = gettext_lazy("Their links stop working at once. You can invite them anew later.")
    button = gettext_lazy("Revoke")
    classes = {"serious"}
    service = staticmethod(services.revoke)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        words = ngettext(
            "%(count)d invitation is revoked.",
            "%(count)d invitations are revoked.",
            num_parent_objects,
        )
        return words % {"count": num_parent_objects}


BULK_ACTIONS = [SendAgain, Revoke]
