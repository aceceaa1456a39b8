"""Admin hooks: lists of jobs and videos, their bulk actions, and names for log entries."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import ListingButton

from accounts.models import User
from events import fact
from videos import facts
from videos.admin.bulk import ACTIONS
from videos.admin.jobs import JobViewSet
from videos.admin.storage import PersonStorageViewSet
from videos.admin.videos import VideoViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [JobViewSet(), VideoViewSet(), PersonStorageViewSet()]


@hooks.register("register_user_listing_buttons")
def offer_storage_limit(user: User, request_user: User) -> Iterator[ListingButton]:
    if request_user.has_perm("videos.change_personstorage"):
        url = reverse("storage_by_person:for", args=[user.pk])
        yield ListingButton(_("Storage limit"), url, icon_name="media", priority=50)


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    fact.register_log_actions(actions, facts)
