"""Making the crowd, course by course, so that it can be watched and cut off."""

from collections.abc import Callable, Iterator

from django.db import transaction

from courses.models import Course
from portal.accounts.models import User
from portal.demo.copying import Numbers
from portal.demo.crowd.answers import Answers
from portal.demo.crowd.courses import Courses, MadeCourse, count_courses
from portal.demo.crowd.keys import Calendar, Chance
from portal.demo.crowd.library import make_library
from portal.demo.crowd.people import make_people
from portal.demo.crowd.plan import HOST, SLUG, Plan
from portal.demo.crowd.planner import tell_the_planner
from portal.demo.crowd.takes import Takes
from portal.demo.crowd.writing import Writer

SEED = 20
TOLD_EVERY = 10_000
COURSES_AT_ONCE = 10
Say = Callable[[str], None]


class CrowdIsThere(Exception):
    """It is made as a whole, or removed as a whole."""


def make_crowd(say: Say, *, takes: int) -> Plan:
    """Raises CrowdIsThere. A crowd that was cut off is there, too: remove it."""
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
    """The people and the library are made first, at once."""

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
        """These courses with all their takes; the number of takes."""
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
