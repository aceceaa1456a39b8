"""The tree of a course as students see it, in a fixed number of queries for any course size."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest

from courses.models import Exercise, Lesson, Module
from courses.models.base import LearningPage


@dataclass
class LessonEntry:
    page: Lesson
    exercises: list[Exercise] = field(default_factory=list)


@dataclass
class ModuleEntry:
    page: Module
    lessons: list[LessonEntry] = field(default_factory=list)


def course_outline(course: LearningPage) -> list[ModuleEntry]:
    """Live modules with their live lessons and exercises; a draft hides what is below it."""
    lessons = _by_parent(lesson_entries(course))
    modules = Module.objects.child_of(course).live().order_by("path")
    return [ModuleEntry(page=page, lessons=lessons.get(page.path, [])) for page in modules]


def lesson_entries(above: LearningPage) -> list[LessonEntry]:
    """Live lessons below a course or a module, with their live exercises."""
    lessons = Lesson.objects.descendant_of(above).live().defer("body").order_by("path")
    exercises = exercises_below(above)
    grouped = {path: list(pages) for path, pages in groupby(exercises, key=_parent_path)}
    return [LessonEntry(page=page, exercises=grouped.get(page.path, [])) for page in lessons]


def exercises_below(above: LearningPage) -> list[Exercise]:
    found = Exercise.objects.descendant_of(above).live().defer("brief").order_by("path")
    return list(found.annotate(passage_count=Count("passages", distinct=True)))


@dataclass(frozen=True)
class Link:
    """A page as other pages link to it, independent of the database."""

    translation_key: UUID
    title: str
    url: str
    passage_count: int = 0
    due_at: datetime | None = None


def around_lesson(lesson: Lesson, request: HttpRequest) -> dict[str, Any]:
    """What a lesson's page shows around its body."""
    return {
        "exercises": [_link(one, request) for one in exercises_below(lesson)],
        "previous_lesson": _link(_neighbours(lesson).filter(path__lt=lesson.path).last(), request),
        "next_lesson": _link(_neighbours(lesson).filter(path__gt=lesson.path).first(), request),
    }


def _link(page: Any, request: HttpRequest) -> Link | None:
    if page is None:
        return None
    facts = (
        {"passage_count": page.passage_count, "due_at": page.due_at}
        if isinstance(page, Exercise)
        else {}
    )
    return Link(page.translation_key, page.title, page.get_url(request) or "", **facts)


def _neighbours(lesson: Lesson) -> Any:
    """The live lessons of the same course, in order."""
    course_path = lesson.path[: -lesson.steps_below_course * lesson.steplen]
    lessons = Lesson.objects.filter(path__startswith=course_path).under_live_pages()
    return lessons.defer("body").order_by("path")


def _by_parent(entries: list[LessonEntry]) -> dict[str, list[LessonEntry]]:
    grouped = groupby(entries, key=lambda entry: _parent_path(entry.page))
    return {path: list(group) for path, group in grouped}


def _parent_path(page: Any) -> str:
    path: str = page.path
    return path[: -page.steplen]
