"""The desk's buttons: release, save, take back."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    SaveMenuItem,
    UnpublishMenuItem,
)


class ReleaseItem(PublishMenuItem):
    label = _("Release to the student")
    icon_name = "check"
    template_name = "feedback/desk/release_button.html"


class TakeBackItem(UnpublishMenuItem):
    label = _("Take back")
    icon_name = "arrow-left"


DESK_ITEMS: dict[type[ActionMenuItem], ActionMenuItem] = {
    PublishMenuItem: ReleaseItem(order=0),
    SaveMenuItem: SaveMenuItem(order=10),
    UnpublishMenuItem: TakeBackItem(order=20),
}


def desk_items(items: list[ActionMenuItem]) -> list[ActionMenuItem]:
    """The same buttons with our labels. Release comes first, since drafts are autosaved."""
    labelled = [DESK_ITEMS.get(type(item), item) for item in items]
    return sorted(labelled, key=lambda item: item.order)
