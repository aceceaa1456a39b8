"""The desk's buttons: release, save, take back; for assistants, ask a teacher to release."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    SaveMenuItem,
    UnpublishMenuItem,
)

from feedback.rules import may_release


class ReleaseItem(PublishMenuItem):
    label = _("Release to the student")
    icon_name = "check"
    template_name = "feedback/desk/release_button.html"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return bool(super().is_shown(context) and _releases(context))


class AskItem(ActionMenuItem):
    """Instead of the button to release, for whoever may only draft."""

    name = "action-ask"
    label = _("Ask a teacher to release")
    icon_name = "mail"
    template_name = "feedback/desk/ask_button.html"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and not _releases(context)


class TakeBackItem(UnpublishMenuItem):
    label = _("Take back")
    icon_name = "arrow-left"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return bool(super().is_shown(context) and _releases(context))


def _releases(context: dict[str, Any]) -> bool:
    """Asked once for all buttons of a page."""
    feedback = context["instance"]
    if not hasattr(feedback, "_releases"):
        feedback._releases = may_release(context["request"].user, feedback)
    return bool(feedback._releases)


DESK_ITEMS: dict[type[ActionMenuItem], ActionMenuItem] = {
    PublishMenuItem: ReleaseItem(order=0),
    SaveMenuItem: SaveMenuItem(order=10),
    UnpublishMenuItem: TakeBackItem(order=20),
}


def desk_items(items: list[ActionMenuItem], context: dict[str, Any]) -> list[ActionMenuItem]:
    """The same buttons with our labels. Release comes first, since drafts are autosaved."""
    labelled = [AskItem(order=0), *(DESK_ITEMS.get(type(item), item) for item in items)]
    shown = [item for item in labelled if item.is_shown(context)]
    return sorted(shown, key=lambda item: item.order)
