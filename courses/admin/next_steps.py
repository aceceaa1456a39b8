"""After "Publish": what comes next, as buttons below Wagtail's own message."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from core.direction import isolated
from courses.models import Course, CourseAccess, Enrolment, Exercise, Lesson, Module
from courses.models.base import LearningPage

NEXT_BELOW: dict[type[LearningPage], tuple[type[LearningPage], str]] = {
    Course: (Module, "module"),
    Module: (Lesson, "lesson"),
    Lesson: (Exercise, "exercise"),
}


def suggest_next_steps(request: HttpRequest, page: Page) -> None:
    """A hook after publishing. Does nothing for other pages, or for those that go live later."""
    if not isinstance(page, LearningPage) or not page.live or page.course is None:
        return
    hidden = _draft_above(page)
    if hidden is not None:
        _warn_of_draft(request, hidden)
        return
    address = page.get_url(request) or ""
    words = _where_it_is(page, urljoin(f"{settings.BASE_URL}/", address))
    messages.info(request, words, buttons=_buttons(page, address))


def _warn_of_draft(request: HttpRequest, hidden: Page) -> None:
    words = _("Students can’t see it yet: “%(page)s” above it is not published.")
    title = isolated(hidden.title)
    edit = reverse("wagtailadmin_pages:edit", args=[hidden.pk])
    button = messages.button(edit, _("Open “%(page)s”") % {"page": title})
    messages.warning(request, words % {"page": title}, buttons=[button])


def _where_it_is(page: LearningPage, address: str) -> str:
    course = page.course
    if course is None or course.access == CourseAccess.MEMBERS:
        words = _("What comes next? Everyone with an account can open it: %(address)s")
    elif Enrolment.objects.in_class_of(course).exists():
        words = _("What comes next? Your class can open it: %(address)s")
    else:
        words = _(
            "What comes next? The class is still empty. Once people are enrolled, "
            "share this link: %(address)s"
        )
    return words % {"address": address}


def _buttons(page: LearningPage, address: str) -> list[Any]:
    see = messages.button(address, _("See it as your students do"), new_window=True)
    return [*_enrol(page), *_add_below(page), *([see] if address else [])]


def _enrol(page: LearningPage) -> list[Any]:
    """As long as nobody is in the class; for the course itself, always."""
    course = page.course
    if course is None or course.access == CourseAccess.MEMBERS:
        return []
    if not isinstance(page, Course) and Enrolment.objects.in_class_of(course).exists():
        return []
    url = f"{reverse('class-list:add')}?course={course.pk}"
    return [messages.button(url, _("Enrol your class"))]


def _add_below(page: LearningPage) -> list[Any]:
    below = NEXT_BELOW.get(type(page))
    if below is None:
        return []
    model, name = below
    url = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, name, page.pk])
    labels = {
        "module": _("Add a module"),
        "lesson": _("Add a lesson"),
        "exercise": _("Add an exercise"),
    }
    return [messages.button(url, labels[name])]


def _draft_above(page: LearningPage) -> Page | None:
    """The topmost one, as it has to be published first."""
    steps = range(page.steps_below_course, 0, -1)
    way = [page.path[: -step * page.steplen] for step in steps]
    found: Page | None = Page.objects.filter(path__in=way, live=False).order_by("path").first()
    return found
