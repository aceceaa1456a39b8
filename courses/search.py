"""Searching the pages of the courses: what a person finds is what they may open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail.models import Page

from courses.models import Course
from courses.queries import findable_by

COURSE_STEPS = 4
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Result:
    title: str
    url: str
    kind: str
    course_title: str
    summary: str


def find_pages(user: Any, query: str) -> Any:
    """Search results, best first; nothing for an empty query."""
    words = query.replace("\x00", " ").strip()[:LONGEST_QUERY]
    if not words:
        return []
    return Page.objects.filter(findable_by(user)).search(words, operator="and")


def as_results(pages: list[Page], request: HttpRequest) -> list[Result]:
    """Rows of one page of results, in a fixed number of queries."""
    specific = Page.objects.filter(pk__in=[page.pk for page in pages]).specific(defer=True)
    details = {page.pk: page for page in specific}
    titles = _course_titles(pages)
    return [_result(details.get(page.pk, page), titles, request) for page in pages]


def _result(page: Any, course_titles: dict[str, str], request: HttpRequest) -> Result:
    return Result(
        title=page.title,
        url=page.get_url(request) or "",
        kind=capfirst(page.specific_class._meta.verbose_name),
        course_title="" if isinstance(page, Course) else course_titles.get(_course_path(page), ""),
        summary=getattr(page, "summary", ""),
    )


def _course_titles(pages: list[Page]) -> dict[str, str]:
    paths = {_course_path(page) for page in pages}
    return dict(Course.objects.filter(path__in=paths).values_list("path", "title"))


def _course_path(page: Page) -> str:
    """Courses lie below the list of courses, which lies below the front page."""
    path: str = page.path
    return path[: COURSE_STEPS * Page.steplen]
