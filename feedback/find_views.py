"""Search in the admin for courses, students and takes, and a page for each student."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User, sees_addresses
from accounts.people import person
from core.paging import long_pages
from courses.models import Enrolment
from feedback import find
from feedback.models import Feedback

ROWS_EACH = 10
TAKES_A_PAGE = 30


class ShowsTakes(WagtailAdminTemplateMixin):
    """Links to feedback lead writers to the desk, and everyone else to a read-only view."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writes = self.request.user.has_perm("feedback.change_feedback")
        name = Feedback.snippet_viewset.get_url_name("edit" if writes else "inspect")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"feedback_url": name}


class FindView(ShowsTakes, TemplateView):
    """`?q=words`: the first few matching courses, students and takes."""

    template_name = "feedback/find/index.html"
    page_title = _("Find")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = person(self.request), self.request.GET.get("q", "").replace("\0", "").strip()
        return super().get_context_data(**kwargs) | {
            "query": query,
            "pages": list(find.pages_named(user, query)[:ROWS_EACH]),
            "students": list(find.students_named(user, query)[:ROWS_EACH]),
            "takes": list(find.found_takes(user, query)[:ROWS_EACH]),
            "is_cut_at": ROWS_EACH,
            "sees_addresses": sees_addresses(user),
        }


class StudentView(ShowsTakes, TemplateView):
    """One student's enrolments, takes and feedback in the courses the viewer teaches."""

    template_name = "feedback/find/student.html"
    header_icon = "user"

    @cached_property
    def student(self) -> User:
        students = find.students_of(person(self.request))
        key: UUID = self.kwargs["student_id"]
        return get_object_or_404(students, pk=key)

    def get_page_title(self) -> str:
        return str(self.student)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [{"url": reverse("find"), "label": _("Find")}, {"url": "", "label": self.student}]
        return [*super().get_breadcrumbs_items(), *trail]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = person(self.request)
        mine = Enrolment.objects.managed_by(user).filter(user=self.student)
        takes = find.with_feedback(user, find.takes_of(user).filter(student=self.student))
        page = long_pages(takes, TAKES_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "student": self.student,
            "sees_addresses": sees_addresses(user),
            "enrolments": list(mine.select_related("course")),
            "takes": page,
            "page_obj": page,
        }
