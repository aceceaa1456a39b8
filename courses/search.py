"""Searching course pages: people find only what they may open."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail.models import Page

from core.search.words import plain_words
from courses.models import Course, Lesson, Module
from courses.queries import LEARNING_PAGES

COURSE_STEPS = 4
MAX_QUERY = 200


@dataclass(frozen=True)
class Result:
    title: str
    url: str
    kind: str
    course_title: str
    summary: str


def find_pages(user: Any, query: str) -> Any:
    """Search results, best first; nothing for an empty query."""
    words = plain_words(query[:MAX_QUERY])
    if not words:
        return []
    return Page.objects.filter(pk__in=_findable(user)).search(words, operator="and")


def _findable(user: Any) -> Any:
    """What they may open: live pages of their courses, with only live pages above.

    Filters all pages at once, by path: filtering each page type separately took seconds on a large
    portal, as the search evaluates it for every hit.
    """
    types = ContentType.objects.get_for_models(*LEARNING_PAGES).values()
    courses = Course.objects.visible_to(user).order_by().values("path")
    pages = Page.objects.live().filter(content_type__in=[one.pk for one in types])
    of_courses = pages.annotate(course_path=_path_to(COURSE_STEPS)).filter(course_path__in=courses)
    return of_courses.exclude(Exists(_hidden_above())).order_by().values("pk")


def _hidden_above() -> Any:
    """A module or lesson above the page that is not live."""
    steps = (COURSE_STEPS + 1, COURSE_STEPS + 2)
    above = [Q(path=_path_to(step, OuterRef("path"))) for step in steps]
    return Page.objects.not_live().filter(reduce(or_, above)).order_by()


def _path_to(steps: int, path: Any = "path") -> Substr:
    return Substr(path, 1, steps * Page.steplen)


def as_results(pages: list[Page], request: HttpRequest) -> list[Result]:
    """Rows of one page of results, in a fixed number of queries."""
    titles, summaries = _course_titles(pages), _summaries(pages)
    return [
        Result(
            title=page.title,
            url=page.get_url(request) or "",
            kind=capfirst(page.specific_class._meta.verbose_name),
            course_title=""
            if page.specific_class is Course
            else titles.get(_course_path(page), ""),
            summary=summaries.get(page.pk, ""),
        )
        for page in pages
    ]


def _summaries(pages: list[Page]) -> dict[int, str]:
    keys = [page.pk for page in pages]
    found: dict[int, str] = {}
    for model in (Course, Module, Lesson):
        found |= model.objects.filter(pk__in=keys).values_list("pk", "summary")
    return found


def _course_titles(pages: list[Page]) -> dict[str, str]:
    paths = {_course_path(page) for page in pages}
    return dict(Course.objects.filter(path__in=paths).values_list("path", "title"))


def _course_path(page: Page) -> str:
    """Courses are below the list of courses, which is below the front page."""
    path: str = page.path
    return path[: COURSE_STEPS * Page.steplen]
