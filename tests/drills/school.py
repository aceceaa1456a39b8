"""A class that writes: students with a take each, teachers with feedback of theirs under way.

Call it once Django is set up and a worker runs. A deed is what somebody does next: what it is
called, and a call of the API.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import requests

from accounts.models import User
from accounts.roles import Role
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, start_thread
from practice.models import Take
from scripts.common.waiting import eventually
from scripts.testbed import people
from scripts.testbed.takes import hand_in_take
from tests.drills import aftermath

Deed = Callable[[], tuple[str, str, str, Any]]
SPAN_MS = 300
SPANS = 5
"""Each is cut once, by the worker; asked for again, it is the same segment."""
_number: Iterator[int] = count(1)


@dataclass
class Writer:
    user: User
    deeds: list[Deed]

    def session(self, url: str) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Token {people.token_for(self.user)}"
        return session


@dataclass
class School:
    students: list[Writer] = field(default_factory=list)
    teachers: list[Writer] = field(default_factory=list)


def found(students: int, teachers: int, film: Path) -> School:
    exercise = people.an_exercise()
    handed_in = [
        hand_in_take(film, student=people.a_classmate(number), exercise=exercise)
        for number in range(students)
    ]
    if not eventually(aftermath.all_settled, seconds=600):
        raise RuntimeError("the worker did not prepare the takes of the class")
    school = School([_student(take) for take in handed_in])
    for number in range(teachers):
        teacher = people.a_person(f"teacher-{number}@example.com", Role.TEACHER)
        school.teachers.append(_teacher(teacher, handed_in[number % students]))
    return school


def _student(take: Take) -> Writer:
    take = Take.objects.select_related("asset", "student").get(pk=take.pk)
    thread = start_thread(actor=take.student, take=take, text="A question.")
    return Writer(take.student, _deeds_of_student(take, str(thread.pk)))


def _teacher(teacher: User, take: Take) -> Writer:
    take.course.teachers.add(teacher)
    take.course.save()
    take = Take.objects.select_related("asset").get(pk=take.pk)
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=5, text="Here.")
    return Writer(teacher, _deeds_of_teacher(feedback, take.asset.duration_ms or 1))


def _deeds_of_student(take: Take, thread: str) -> list[Deed]:
    messages = f"/api/v1/threads/{thread}/messages/"
    segments = f"/api/v1/clips/{take.pk}/segments/"

    def span() -> dict[str, int]:
        start = next(_number) % SPANS * 100
        return {"start_ms": start, "end_ms": start + SPAN_MS}

    return [
        lambda: ("messages", "POST", messages, {"text": f"Message {next(_number)}"}),
        lambda: ("segments", "POST", segments, span()),
    ]


def _deeds_of_teacher(feedback: Feedback, length_ms: int) -> list[Deed]:
    address = f"/api/v1/feedback/{feedback.pk}/"

    def remark() -> dict[str, Any]:
        return {"start_ms": next(_number) % length_ms, "text": "Look here."}

    return [
        lambda: ("remarks", "POST", f"{address}markers/", remark()),
        lambda: ("summaries", "PATCH", address, {"summary": f"Summary {next(_number)}"}),
        lambda: ("releases", "POST", f"{address}release/", {}),
    ]
