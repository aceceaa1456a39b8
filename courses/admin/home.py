"""What the admin's front page shows about courses."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.ui.components import Component

from accounts.people import person
from courses.people import manageable_courses


class FirstCoursePanel(Component):
    """Shown to people who can create courses and have none: where to begin."""

    name = "first_course"
    template_name = "courses/admin/first_course_panel.html"
    order = 5

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"new_course_url": reverse("courses:new_course")}


def without_page_count(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail counts the pages of the whole portal; the menu lists one's own courses."""
    items[:] = [item for item in items if not isinstance(item, PagesSummaryItem)]


def offer_first_course(request: HttpRequest, panels: list[Component]) -> None:
    if not manageable_courses(person(request)).exists():
        panels.insert(0, FirstCoursePanel())
