"""Admin hooks: lists of jobs and videos, their bulk actions, and names for log entries."""

from typing import Any

from wagtail import hooks

from events import fact
from videos import facts
from videos.admin.bulk import ACTIONS
from videos.admin.jobs import JobViewSet
from videos.admin.storage import PersonStorageViewSet
from videos.admin.videos import VideoViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [JobViewSet(), VideoViewSet(), PersonStorageViewSet()]


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    fact.register_log_actions(actions, facts)
