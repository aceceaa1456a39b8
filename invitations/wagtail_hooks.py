"""Hooks invitations into the admin."""

from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from events import fact
from invitations import facts
from invitations.admin.bulk import BULK_ACTIONS
from invitations.admin.cohorts import CohortViewSet, WordsViewSet
from invitations.admin.links import ClassLinkViewSet
from invitations.admin.viewset import InvitationViewSet


class InvitationsGroup(SnippetViewSetGroup):
    items = (InvitationViewSet, ClassLinkViewSet, CohortViewSet)
    menu_label = gettext_lazy("Invitations")
    menu_icon = "mail"
    menu_order = 125


register_snippet(InvitationsGroup)
register_snippet(WordsViewSet)

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    fact.register_log_actions(actions, facts)
