"""Who may really open a page: below a course, the course decides.

Wagtail knows only its own restrictions and labels a page without them "Visible to all".
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from core.direction import isolated
from courses.models import Course, CourseAccess, CourseIndexPage, HomePage

COURSE_DEPTH = 4

Words = str | Promise
TITLES: dict[str, Words] = {
    CourseAccess.ENROLLED: _("Only people who are enrolled"),
    CourseAccess.MEMBERS: _("Everyone with an account"),
}
TEXTS: dict[str, Words] = {
    CourseAccess.ENROLLED: _(
        "Everyone on the class list of “%(course)s”, and its teachers, editors and admins."
    ),
    CourseAccess.MEMBERS: _(
        "Everyone who is logged in can open “%(course)s” and everything in it."
    ),
}


@dataclass(frozen=True)
class Privacy:
    """Who may open the page, in sentences; `url` is where to change it, if elsewhere."""

    title: Words
    details: tuple[Words, ...]
    url: str = ""
    is_open: bool = False


def in_short(request: HttpRequest, page: Page) -> Words | None:
    """A short label for lists: one query for all pages of the request. None for other pages."""
    course = _courses(request).get(_course_path(page))
    if course is not None:
        return TITLES[course.access]
    return _("Everyone with an account") if _is_list_of_courses(page) else None


def of_page(request: HttpRequest, page: Page, parent: Page | None = None) -> Privacy | None:
    """For a panel about one page, or about a new one below `parent`. None for other pages."""
    place = page if page.path else parent
    if place is None:
        return None
    if isinstance(page, HomePage):
        text = _("Guests see the welcome text; members see their courses.")
        title = _("Everyone, with or without an account")
        return Privacy(title, (text, *_also(place)), is_open=True)
    if isinstance(page, CourseIndexPage):
        text = _("Each person sees the courses they can open.")
        return Privacy(_("Everyone with an account"), (text, *_also(place)))
    course = _courses(request).get(_course_path(place))
    if course is not None:
        return _in_course(page, place, course)
    return _of_new_course() if isinstance(page, Course) else None


def _of_new_course() -> Privacy:
    text = _("You can change this here, under “People”. Nobody can see it until it is published.")
    return Privacy(_("Only people who are enrolled, at first"), (text,))


def _in_course(page: Page, place: Page, course: Course) -> Privacy:
    text = TEXTS[course.access] % {"course": isolated(course.title)}
    is_course = place.path == course.path and isinstance(page, Course)
    url = "" if is_course else reverse("wagtailadmin_pages:edit", args=[course.pk])
    details = (text, *_not_yet(page, place), *_also(place))
    return Privacy(TITLES[course.access], details, url)


def _not_yet(page: Page, place: Page) -> list[Words]:
    """What hides it even from people with access."""
    hidden = _draft_above(page, place)
    if hidden is not None:
        words = _("Nobody can see it yet: “%(page)s” above it is not published.")
        return [words % {"page": isolated(hidden.title)}]
    return [] if page.live else [_("Nobody can see it yet: it is not published.")]


def _draft_above(page: Page, place: Page) -> Page | None:
    ends = range(COURSE_DEPTH * Page.steplen, len(place.path) + 1, Page.steplen)
    way = [place.path[:end] for end in ends]
    above = Page.objects.filter(path__in=way, live=False).exclude(pk=page.pk)
    found: Page | None = above.order_by("path").first()
    return found


def _also(place: Page) -> list[Words]:
    ends = range(Page.steplen, len(place.path) + 1, Page.steplen)
    way = Page.objects.filter(path__in=[place.path[:end] for end in ends])
    if not PageViewRestriction.objects.filter(page__in=way.values("pk")).exists():
        return []
    return [_("A privacy setting on this page, or on a page above it, limits access further.")]


def _courses(request: HttpRequest) -> dict[str, Course]:
    """As published: a draft of the course neither lets anybody in nor keeps anybody out."""
    if not hasattr(request, "_courses_by_path"):
        rows = Course.objects.only("path", "title", "access", "live").order_by()
        request._courses_by_path = {row.path: row for row in rows}  # type: ignore[attr-defined]
    courses: dict[str, Course] = request._courses_by_path  # type: ignore[attr-defined]
    return courses


def _course_path(page: Page) -> str:
    path: str = page.path
    return path[: COURSE_DEPTH * Page.steplen]


def _is_list_of_courses(page: Page) -> bool:
    return bool(page.cached_content_type.model_class() is CourseIndexPage)
