"""Hooks invitations into the admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from events import fact
from invitations import facts
from invitations.admin.bulk import BULK_ACTIONS
from invitations.admin.cohorts import CohortViewSet, WordsViewSet
from invitations.admin.links import ClassLinkViewSet
from invitations.admin.viewset import InvitationViewSet

for viewset in (InvitationViewSet, ClassLinkViewSet, CohortViewSet, WordsViewSet):
    register_snippet(viewset)

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    fact.register_log_actions(actions, facts)
