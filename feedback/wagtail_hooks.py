"""Wires feedback into the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from feedback import queue
from feedback.action_menu import for_the_desk
from feedback.admin_views import QueueView, desk
from feedback.models import Feedback
from feedback.viewsets import FeedbackViewSet
from portal.accounts.people import person

STACKS_AT_HOME = 5

register_snippet(FeedbackViewSet)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("feedback/queue/", QueueView.as_view(), name="feedback_queue"),
        path("feedback/desk/<uuid:clip_id>/", desk, name="feedback_desk"),
    ]


class QueueMenuItem(MenuItem):
    """Shows how many takes wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("feedback.change_feedback"))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = queue.waiting_takes(person(request)).order_by().count()
        attrs = {"data-waiting": str(count or "")}
        return LinkMenuItem(
            self.name, str(self.label), self.url, icon_name=self.icon_name, attrs=attrs
        )


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    label = _("Waiting for feedback")
    url = reverse("feedback_queue")
    return QueueMenuItem(label, url, name="feedback-queue", icon_name="time", order=150)


class QueuePanel(Component):
    """On the admin's home: who waits longest."""

    name = "feedback_queue"
    order = 10
    template_name = "feedback/queue/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        takes = queue.waiting_takes(person(request))
        rows = queue.grouped(takes)[:STACKS_AT_HOME]
        total = takes.order_by().count()
        return {"stacks": queue.stacks_of(takes, rows), "total": total, "request": request}


@hooks.register("construct_homepage_panels")
def queue_on_the_home(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("feedback.change_feedback"):
        panels.append(QueuePanel())


@hooks.register("construct_snippet_action_menu")
def desk_actions(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    if context["model"] is Feedback:
        items[:] = for_the_desk(items)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("feedback.released", _("Release"), _("Released to the student"))
    actions.register_action("feedback.corrected", _("Correct"), _("Corrected after the release"))
    actions.register_action("feedback.taken_back", _("Take back"), _("Taken back"))
    actions.register_action("feedback.message_posted", _("Write"), _("Wrote a message"))
