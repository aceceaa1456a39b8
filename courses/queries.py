"""Queries shared by pages, API and admin."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.kept import Key, kept_each
from courses.models import Course, Exercise, Lesson, Module
from courses.models.base import LearningPage
from courses.models.course import paths_open_to
from videos.models import Rendition, VideoAsset

if TYPE_CHECKING:
    from accounts.models import User

LEARNING_PAGES: tuple[type[LearningPage], ...] = (Course, Module, Lesson, Exercise)
CARD_PICTURE = "fill-640x360"

P = TypeVar("P", bound=LearningPage)


@dataclass
class CourseCard:
    """A course in a list. `poster` is from its first demo, for a course without a picture."""

    course: Course
    exercise_count: int
    poster: VideoAsset | None = None


def crumbs(page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """Breadcrumbs from the list of courses down to the page itself (without a URL)."""
    above = page.get_ancestors().filter(depth__gt=2)
    links = [{"title": one.title, "url": one.get_url(request)} for one in above]
    return [*links, {"title": page.title}]


def courses_for(user: "User") -> QuerySet[Course]:
    """Courses this person may open, with their pictures."""
    pictures = get_image_model().objects.prefetch_renditions(CARD_PICTURE)
    found = Course.objects.visible_to(user).select_related("owner").order_by("path")
    with_pictures: QuerySet[Course] = found.prefetch_related(Prefetch("image", pictures))
    return with_pictures


def as_cards(user: "User", courses: Iterable[Course]) -> list[CourseCard]:
    """The courses as cards, with how many exercises of each this person may open."""
    rows = list(courses)
    exercises = exercises_for(user).of_courses(Course.objects.filter(pk__in=[c.pk for c in rows]))
    counted = exercises.order_by().values_list("course_path").annotate(Count("pk"))
    counts, posters = dict(counted), _first_posters(exercises)
    return [
        CourseCard(course, counts.get(course.path, 0), posters.get(course.path)) for course in rows
    ]


def _first_posters(exercises: Any) -> dict[str, VideoAsset]:
    """course path → the first demo with a poster, in two queries."""
    shown = exercises.filter(demo_video__asset__has_poster=True).order_by("-path")
    first = dict(shown.values_list("course_path", "demo_video__asset"))
    assets = VideoAsset.objects.in_bulk(first.values())
    return {path: assets[pk] for path, pk in first.items()}


def exercises_for(user: "User") -> Any:
    """Exercises this person may open, in the order of the courses."""
    return Exercise.objects.visible_to(user).order_by("path")


def open_exercises(user: "User", request: HttpRequest, **of: Any) -> list[int]:
    """The keys of `exercises_for`, optionally of some courses only; cached per course."""
    keys: list[Key] = [("exercises", path) for path in _paths(user, of)]
    found = kept_each(request, keys, _live_exercises)
    return [pk for key in keys for pk in found[key]]


def _paths(user: "User", of: dict[str, Any]) -> list[str]:
    if not of:
        return paths_open_to(user)
    some = Course.objects.visible_to(user).filter(**of).order_by("path")
    return list(some.values_list("path", flat=True))


def _live_exercises(keys: list[Key]) -> dict[Key, list[int]]:
    """By course, regardless of who may open it; in one query."""
    found: dict[Key, list[int]] = {key: [] for key in keys}
    courses = Course.objects.filter(path__in=[path for _name, path in keys])
    pages = Exercise.objects.under_live_pages().of_courses(courses).order_by("path")
    for pk, path in pages.values_list("pk", "course_path"):
        found[("exercises", path)].append(pk)
    return found


def in_detail(exercises: Any) -> Any:
    """With demo, passages and criteria, without the brief; for rows of the API."""
    without_index = Prefetch("demo_video__asset__renditions", Rendition.objects.defer("index"))
    fetched = ("passages", "criteria", without_index)
    return exercises.defer("brief").prefetch_related(*fetched)


@dataclass(frozen=True)
class Place:
    course: Course
    lesson: Lesson


def placed(exercises: Iterable[Exercise]) -> list[Exercise]:
    """The exercises with a `place` each, in two queries for all of them."""
    rows = list(exercises)
    courses = _by_path(
        Course.objects.all(), {_path_above(row, Exercise.steps_below_course) for row in rows}
    )
    lessons = _by_path(Lesson.objects.defer("body"), {_path_above(row, 1) for row in rows})
    for row in rows:
        course = courses[_path_above(row, Exercise.steps_below_course)]
        row.place = Place(course, lessons[_path_above(row, 1)])
    return rows


def one_per_key(pages: Iterable[P]) -> list[P]:
    """Of a page in several languages, the first."""
    first: dict[UUID, P] = {}
    for page in pages:
        first.setdefault(page.translation_key, page)
    return list(first.values())


def due_soon(user: "User", *, besides: Collection[UUID] = (), limit: int = 5) -> list[Exercise]:
    """The exercises that are due next, each with its `place`; without the keys in `besides`."""
    coming = exercises_for(user).filter(due_at__gte=timezone.now())
    coming = coming.exclude(translation_key__in=besides)
    return placed(coming.defer("brief").order_by("due_at")[:limit])


def _path_above(page: Page, steps: int) -> str:
    path: str = page.path
    return path[: -steps * page.steplen]


def _by_path(pages: Any, paths: set[str]) -> dict[str, Any]:
    return {page.path: page for page in pages.filter(path__in=paths)}
