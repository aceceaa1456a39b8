"""Builds the crowd course by course, so that it shows progress and can be interrupted."""

from collections.abc import Callable, Iterator

from django.db import transaction

from accounts.models import User
from courses.models import Course
from demo.crowd.answers import Answers
from demo.crowd.courses import Courses, MadeCourse, count_courses
from demo.crowd.keys import Calendar, Chance, Numbers
from demo.crowd.library import make_library
from demo.crowd.people import make_people
from demo.crowd.plan import HOST, SLUG, Plan
from demo.crowd.planner import tell_the_planner
from demo.crowd.takes import Takes
from demo.crowd.writing import Writer

SEED = 20
TOLD_EVERY = 10_000
COURSES_AT_ONCE = 10
Say = Callable[[str], None]


class CrowdIsThere(Exception):
    """There is a crowd already. It is built as a whole, or removed as a whole."""


def make_crowd(say: Say, *, takes: int) -> Plan:
    """Raises CrowdIsThere, also for one that was interrupted: remove that first."""
    if is_there():
        raise CrowdIsThere
    made = _Making(Plan(takes))
    plan = made.plan
    say(f"{plan.students:,} students, {plan.teachers:,} teachers, {plan.library_videos:,} demos")
    done = 0
    for numbers in _some_at_once(plan.courses):
        before, done = done, done + made.some(numbers)
        if done // TOLD_EVERY > before // TOLD_EVERY or done == takes:
            say(f"{done:,} of {takes:,} takes, in {numbers[-1] + 1:,} courses")
    tell_the_planner()
    return plan


def is_there() -> bool:
    people = User.objects.filter(email__endswith=f"@{HOST}")
    return people.exists() or Course.objects.filter(slug__startswith=SLUG).exists()


class _Making:
    """The people and the library are created first, all at once."""

    @transaction.atomic
    def __init__(self, plan: Plan) -> None:
        self.plan, self._chance, self._calendar = plan, Chance(SEED), Calendar()
        by_chance = (self._chance, self._calendar)
        people = make_people(plan, *by_chance)
        library = make_library(plan, people.teachers, *by_chance)
        self._numbers = Numbers()
        self._courses = Courses(plan, people, library, self._numbers, *by_chance)

    @transaction.atomic
    def some(self, numbers: range) -> int:
        """Builds these courses with all their takes; returns the number of takes."""
        counts = [self.plan.takes_of(number) for number in numbers]
        made = self._courses.make(numbers)
        with Writer() as write:
            takes = Takes(write, self._chance, self._calendar)
            answers = Answers(write, self._numbers, self._chance, self._calendar)
            for course, count in zip(made, counts, strict=True):
                self._fill(course, count, takes, answers)
        count_courses()
        return sum(counts)

    def _fill(self, course: MadeCourse, count: int, takes: Takes, answers: Answers) -> None:
        for take in takes.make(course, count):
            answers.make(take, self._chance.choice(course.teachers))


def _some_at_once(courses: int) -> Iterator[range]:
    for first in range(0, courses, COURSES_AT_ONCE):
        yield range(first, min(first + COURSES_AT_ONCE, courses))
