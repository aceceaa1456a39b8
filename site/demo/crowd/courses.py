"""Courses with their pages: in the tree, with a revision each, and in both indexes."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from courses.models import (
    Course,
    CourseIndexPage,
    Enrolment,
    Exercise,
    Lesson,
    Module,
    Passage,
    RubricCriterion,
)
from demo.crowd import words
from demo.crowd.keys import Calendar, Chance, Numbers
from demo.crowd.library import Library
from demo.crowd.people import People
from demo.crowd.plan import BUSY_COURSES, EXERCISES, LESSONS, MODULES, SLUG, Plan
from demo.crowd.writing import Writer, insert

PASSAGES, CRITERIA = 4, 3
CLUSTERS = ("passages", "criteria")


@dataclass
class MadeCourse:
    """What takes need to know of a course."""

    key: int
    translation_key: str
    teachers: list[str]
    students: list[str]
    exercises: list[Exercise] = field(default_factory=list)


class Courses:
    """Creates courses below the list of courses, several at a time."""

    def __init__(
        self,
        plan: Plan,
        people: People,
        library: Library,
        numbers: Numbers,
        chance: Chance,
        calendar: Calendar,
    ) -> None:
        self._plan, self._people, self._library = plan, people, library
        self._numbers, self._chance, self._calendar = numbers, chance, calendar
        self._index = CourseIndexPage.objects.get()
        last = self._index.get_last_child()
        self._taken = Page._str2int(last.path[-Page.steplen :]) if last else 0
        self._locale = Locale.objects.get(pk=self._index.locale_id)

    def make(self, numbers: Iterable[int]) -> list[MadeCourse]:
        made: list[MadeCourse] = []
        pages: list[Any] = []
        for number in numbers:
            teachers = self._teachers(number)
            of_course = list(self._pages(number, teachers[0]))
            exercises = [page for page in of_course if isinstance(page, Exercise)]
            students = self._students(number)
            course = of_course[0]
            key = course.translation_key.hex
            made.append(MadeCourse(course.pk, key, teachers, students, exercises))
            pages += of_course
        self._write(pages)
        with Writer() as rows:
            self._fill_classes(rows, made)
        return made

    def _write(self, pages: list[Any]) -> None:
        versions = [_published(page, self._numbers.next_for(Revision)) for page in pages]
        insert([*(_base_of(page) for page in pages), *pages, *versions, *_children(pages)])
        _refer(pages)
        _index_for_search(pages)

    def _teachers(self, number: int) -> list[str]:
        own = self._people.teachers[number % len(self._people.teachers)]
        more = [self._people.teachers[0]] if number % BUSY_COURSES == 0 else []
        return list(dict.fromkeys([own, *more]))

    def _students(self, number: int) -> list[str]:
        busy, *rest = self._people.students
        chosen = self._chance.sample(rest, min(self._plan.students_of(number), len(rest)))
        return [busy, *chosen] if number % BUSY_COURSES == 0 else chosen

    def _pages(self, number: int, owner: str) -> Iterator[Any]:
        self._taken += 1
        title = words.title(self._chance, number)
        course = Course(title=title, summary=words.summary(self._chance)[:255])
        course.description = f"<p>{words.summary(self._chance)}</p>"
        yield self._placed(course, self._index, self._taken, owner, slug=f"{SLUG}{number + 1}")
        for week in range(MODULES):
            module = Module(title=f"Week {week + 1}", summary=words.summary(self._chance)[:255])
            yield self._placed(module, course, week + 1, owner)
            yield from self._lessons(module, owner)

    def _lessons(self, module: Module, owner: str) -> Iterator[Any]:
        for place in range(LESSONS):
            name = words.drill(self._chance, place)
            body = [("text", f"<p>{words.summary(self._chance)}</p>") for _ in range(5)]
            lesson = Lesson(title=name, summary=words.summary(self._chance)[:255], body=body)
            yield self._placed(lesson, module, place + 1, owner)
            for step in range(EXERCISES):
                yield self._placed(self._exercise(step), lesson, step + 1, owner)

    def _exercise(self, number: int) -> Exercise:
        exercise = Exercise(
            title=words.drill(self._chance, number),
            brief=[("text", f"<p>{words.summary(self._chance)}</p>")],
            demo_video_id=self._chance.choice(self._library.keys),
            max_length_seconds=120,
            peer_visibility=self._chance.choice(["private", "closed", "open"]),
            due_at=self._calendar.today + timedelta(days=self._chance.randrange(-60, 60)),
        )
        exercise.passages = [_passage(place) for place in range(PASSAGES)]
        exercise.criteria = [
            RubricCriterion(sort_order=place, label=words.PARTS[place], max_points=4)
            for place in range(CRITERIA)
        ]
        return exercise

    def _placed(self, page: Any, above: Page, step: int, owner: str, *, slug: str = "") -> Any:
        then = self._calendar.today - timedelta(days=400)
        page.pk = page.id = page.page_ptr_id = self._numbers.next_for(Page)
        page.path = Page._get_path(above.path, above.depth + 1, step)
        page.depth, page.numchild = above.depth + 1, _children_of(page)
        page.slug = slug or f"part-{step}"
        page.url_path = f"{above.url_path}{page.slug}/"
        page.draft_title, page.owner_id, page.locale = page.title, uuid.UUID(owner), self._locale
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = then
        page.wagtail_admin_comments = []
        for child in _children([page]):
            child.pk = self._numbers.next_for(type(child))
            child.exercise_id = page.pk
        return page

    def _fill_classes(self, rows: Writer, courses: list[MadeCourse]) -> None:
        then = self._calendar.ago(300 * 24 * 60)
        columns = ("id", "course_id", "course_key", "user_id", "created_at", "updated_at")
        enrolments = rows.into(Enrolment, *columns)
        teaching = rows.into(Course.teachers.through, "course_id", "user_id")
        for made in courses:
            for student in made.students:
                key = self._chance.key()
                enrolments.add(key, made.key, made.translation_key, student, then, then)
            for teacher in made.teachers:
                teaching.add(made.key, teacher)


def count_courses() -> None:
    """Updates the number of pages below the list of courses."""
    above = CourseIndexPage.objects.get()
    below = Page.objects.child_of(above).count()
    Page.objects.filter(pk=above.pk).update(numchild=below)


def _children_of(page: Page) -> int:
    return {Course: MODULES, Module: LESSONS, Lesson: EXERCISES}.get(type(page), 0)


def _cluster(page: Page, name: str) -> list[Any]:
    return list(getattr(page, name).all()) if isinstance(page, Exercise) else []


def _passage(place: int) -> Passage:
    start = place * 4000
    label = f"bars {place * 4 + 1}–{place * 4 + 4}"
    return Passage(sort_order=place, label=label, start_ms=start, end_ms=start + 4000)


def _published(page: Any, key: int) -> Revision:
    """The page's only revision, which is live; like any revision's content, it has no own id."""
    page.live_revision_id = page.latest_revision_id = None
    version = Revision(
        pk=key,
        content_type=ContentType.objects.get_for_model(page),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        created_at=page.latest_revision_created_at,
        user_id=page.owner_id,
        object_str=str(page),
        content=page.serializable_data(),
    )
    page.live_revision_id = page.latest_revision_id = key
    return version


def _base_of(page: Any) -> Page:
    names = [one.attname for one in Page._meta.local_concrete_fields]
    return Page(**{name: getattr(page, name) for name in names})


def _children(pages: list[Any]) -> list[Any]:
    return [child for name in CLUSTERS for page in pages for child in _cluster(page, name)]


def _refer(pages: list[Any]) -> None:
    base = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=ContentType.objects.get_for_model(page),
            base_content_type=base,
            object_id=str(page.pk),
            to_content_type_id=to_type,
            to_object_id=to_key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for to_type, to_key, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(page)
        )
    )


def _index_for_search(pages: list[Any]) -> None:
    backend = get_search_backend()
    for model in (Course, Module, Lesson, Exercise):
        rows = [page for page in pages if type(page) is model]
        backend.get_index_for_model(model).add_items(model, rows)
