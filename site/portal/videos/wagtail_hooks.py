"""What the videos add to the admin: lists of jobs and videos, their actions, the log's names."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.videos.admin.bulk import ACTIONS
from portal.videos.admin.jobs import JobViewSet
from portal.videos.admin.videos import VideoViewSet

LOG_ACTIONS = {
    "videos.retried": (_("Try video again"), _("Video tried again")),
    "videos.replaced": (_("Replace video"), _("Video replaced")),
    "videos.erased": (_("Erase video"), _("Video erased")),
    "videos.remade": (_("Make video again"), _("Asked to make all qualities again")),
    "videos.poster_redrawn": (_("Draw poster again"), _("Asked to draw the poster again")),
    "videos.job_retried": (_("Try job again"), _("Job tried again")),
    "videos.job_cancelled": (_("Call job off"), _("Job called off")),
}


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [JobViewSet(), VideoViewSet()]


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for action, (label, message) in LOG_ACTIONS.items():
        actions.register_action(action, label, message)
