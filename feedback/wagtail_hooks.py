"""Hooks feedback into the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from accounts.people import person
from events import fact
from feedback import facts, queue
from feedback.action_menu import desk_items
from feedback.admin_views import QueueView, desk, send_back, talk
from feedback.find_views import FindView, StudentView
from feedback.models import Feedback
from feedback.moderation.admin.bulk import ACTIONS
from feedback.moderation.admin.menu import ReportsMenuItem
from feedback.moderation.admin.rules import HoldRuleViewSet
from feedback.moderation.admin.viewset import CaseViewSet
from feedback.viewsets import FeedbackViewSet

ROWS_AT_HOME = 5

register_snippet(FeedbackViewSet)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("feedback/queue/", QueueView.as_view(), name="feedback_queue"),
        path("feedback/desk/<uuid:take_id>/", desk, name="feedback_desk"),
        path("feedback/desk/<uuid:take_id>/talk/", talk, name="feedback_desk_talk"),
        path("feedback/queue/<uuid:feedback_id>/send-back/", send_back, name="feedback_send_back"),
        path("find/", FindView.as_view(), name="find"),
        path("find/students/<uuid:student_id>/", StudentView.as_view(), name="find_student"),
    ]


class QueueMenuItem(MenuItem):
    """Shows how much is waiting."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("feedback.change_feedback"))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        waiting = queue.waiting_for(request)
        attrs = {"data-waiting": str(waiting.total or "")}
        if waiting.total:
            attrs["title"] = waiting.words
        return LinkMenuItem(
            self.name, str(self.label), self.url, icon_name=self.icon_name, attrs=attrs
        )


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    label = _("Waiting for you")
    url = reverse("feedback_queue")
    return QueueMenuItem(label, url, name="waiting-for-you", icon_name="time", order=150)


@hooks.register("register_admin_menu_item")
def find_menu_item() -> MenuItem:
    return MenuItem(_("Find"), reverse("find"), name="find", icon_name="search", order=90)


@hooks.register("register_admin_search_area")
def find_search_area() -> SearchArea:
    label = _("Courses, students and takes")
    return SearchArea(label, reverse("find"), name="find", icon_name="search", order=10)


@hooks.register("register_admin_menu_item")
def reports_menu_item() -> MenuItem:
    url = reverse("moderation:index")
    return ReportsMenuItem(_("Moderation"), url, name="moderation", icon_name="warning", order=155)


@hooks.register("register_admin_viewset")
def register_moderation() -> list[ModelViewSet]:
    return [CaseViewSet(), HoldRuleViewSet()]


for _decision in ACTIONS:
    hooks.register("register_bulk_action", _decision)


class QueuePanel(Component):
    """On the admin's home: what has been waiting longest."""

    name = "feedback_queue"
    order = 10
    template_name = "feedback/queue/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        waiting, user = queue.waiting_for(request), person(request)
        takes = queue.waiting_takes(user)
        rows = queue.grouped(takes)[:ROWS_AT_HOME] if waiting.takes else []
        threads = queue.shown_threads(queue.waiting_threads(user))[:ROWS_AT_HOME]
        drafts = queue.shown_drafts(user)[:ROWS_AT_HOME] if waiting.drafts else []
        return {
            "drafts": drafts,
            "stacks": queue.stacks_of(takes, rows) if rows else [],
            "threads": threads if waiting.threads else [],
            "waiting": waiting,
            "request": request,
        }


@hooks.register("construct_homepage_panels")
def queue_home_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("feedback.change_feedback"):
        panels.append(QueuePanel())


@hooks.register("construct_snippet_action_menu")
def desk_actions(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    if context["model"] is Feedback:
        items[:] = desk_items(items, context)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    fact.register_log_actions(actions, facts)
