"""What the videos add to the admin: the names of their log actions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("videos.retried", _("Try video again"), _("Video tried again"))
    actions.register_action("videos.replaced", _("Replace video"), _("Video replaced"))
    actions.register_action("videos.erased", _("Erase video"), _("Video erased"))
