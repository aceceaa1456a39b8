"""Courses, modules, lessons and exercises from the demo's content."""

from datetime import timedelta
from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from courses.models import (
    Course,
    CourseIndexPage,
    Enrolment,
    Exercise,
    HomePage,
    Lesson,
    Module,
    Passage,
    RubricCriterion,
)
from demo.content import COURSES
from demo.content.shapes import CourseOf, ExerciseOf, Film, LessonOf, ModuleOf, Say
from demo.performance import Performance
from videos.models import LibraryVideo

P = TypeVar("P", bound=Page)
Library = dict[Film, LibraryVideo]
People = dict[str, User]

WELCOME = (
    "<p>Watch how it is done. Film yourself doing it. Get an answer on the exact moment that "
    "matters, and talk about it.</p>"
)


def make_courses(people: People, library: Library) -> None:
    for content in COURSES:
        course = Course.objects.filter(title=content.title, owner=people["teacher"]).first()
        if course is None:
            course = _make_course(content, people, library)
        for name in content.students:
            Enrolment.objects.get_or_create(course=course, user=people[name])


def welcome_on_the_home_page() -> None:
    home = HomePage.objects.get()
    if not home.body:
        home.body = [("text", WELCOME)]
        home.save_revision().publish()


def _make_course(content: CourseOf, people: People, library: Library) -> Course:
    teacher = people["teacher"]
    fields = {"summary": content.summary, "description": content.description}
    course = Course(title=content.title, **fields)
    course.teachers = [people["co_teacher"]]
    course.assistants = [people["assistant"]]
    course = _add(CourseIndexPage.objects.get(), course, teacher)
    for module in content.modules:
        _make_module(course, module, teacher, library)
    return course


def _make_module(course: Course, content: ModuleOf, teacher: User, library: Library) -> None:
    module = _add(course, Module(title=content.title, summary=content.summary), teacher)
    for lesson in content.lessons:
        _make_lesson(module, lesson, teacher, library)


def _make_lesson(module: Module, content: LessonOf, teacher: User, library: Library) -> None:
    body = [_block(said, library) for said in content.body]
    lesson = _add(module, Lesson(title=content.title, summary=content.summary, body=body), teacher)
    for exercise in content.exercises:
        _make_exercise(lesson, exercise, teacher, library)


def _make_exercise(lesson: Lesson, content: ExerciseOf, teacher: User, library: Library) -> None:
    exercise = Exercise(
        title=content.title,
        brief=[_block(said, library) for said in content.brief],
        demo_video=library[content.demo],
        max_length_seconds=content.max_length_seconds,
        max_attempts=content.max_attempts,
        peer_visibility=content.peer_visibility,
        due_at=_due(content),
    )
    exercise.passages = _passages(content)
    exercise.criteria = [
        RubricCriterion(
            sort_order=number,
            label=each.label,
            description=each.description,
            max_points=each.max_points,
        )
        for number, each in enumerate(content.criteria)
    ]
    _add(lesson, exercise, teacher)


def _due(content: ExerciseOf) -> Any:
    if content.due_in_days is None:
        return None
    evening = timezone.now().replace(hour=20, minute=0, second=0, microsecond=0)
    return evening + timedelta(days=content.due_in_days)


def _passages(content: ExerciseOf) -> list[Passage]:
    bar_ms = (
        Performance(
            content.demo.skill, content.demo.seconds, tempo_bpm=content.demo.tempo_bpm
        ).bar_seconds
        * 1000
    )
    return [
        Passage(
            sort_order=number,
            label=each.label,
            start_ms=round(each.first_bar * bar_ms),
            end_ms=min(round((each.first_bar + each.bars) * bar_ms), content.demo.seconds * 1000),
        )
        for number, each in enumerate(content.passages)
    ]


def _block(said: Say, library: Library) -> tuple[str, Any]:
    if said.kind == "video":
        return "library_video", {
            "video": library[said.value["film"]],
            "caption": said.value["caption"],
        }
    if said.kind == "table":
        return "table", _table(said.value["caption"], *said.value["rows"])
    return said.kind, said.value


def _table(caption: str, head: tuple[str, ...], *rows: tuple[str, ...]) -> Any:
    block = Lesson.body.field.stream_block.child_blocks["table"]
    return block.to_python(
        {
            "columns": [{"type": "text", "heading": each} for each in head],
            "rows": [{"values": list(row)} for row in rows],
            "caption": caption,
        }
    )


def _add(parent: Page, page: P, owner: User) -> P:
    page.owner = owner
    parent.add_child(instance=page)
    page.save_revision(user=owner).publish(user=owner)
    page.refresh_from_db()
    return page
