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
from django.contrib.auth.models import Group

from courses.models import Enrolment, Exercise
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, start_thread
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.videos.storage import get_storage
from practice.models import PracticeClip
from practice.services import commit_take, start_take
from scripts.bench import people
from scripts.common.waiting import eventually
from scripts.reliability import takes

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
    handed_in = [_take(_person(Role.STUDENT, number), exercise, film) for number in range(students)]
    if not eventually(takes.all_settled, seconds=600):
        raise RuntimeError("the worker did not prepare the takes of the class")
    school = School([_student(take) for take in handed_in])
    for number in range(teachers):
        school.teachers.append(
            _teacher(_person(Role.TEACHER, number), handed_in[number % students])
        )
    return school


def _person(role: Role, number: int) -> User:
    person = User.objects.create_user(f"{role.name}{number}@example.com".lower(), None)
    person.groups.add(Group.objects.get(name=role.value))
    return person


def _take(student: User, exercise: Exercise, film: Path) -> PracticeClip:
    Enrolment.objects.create(course=exercise.course, user=student)
    size = film.stat().st_size
    clip = start_take(actor=student, exercise=exercise, filename=film.name, size_bytes=size)
    get_storage().put_file(film, clip.asset.upload.key)
    return commit_take(actor=student, clip=clip)


def _student(take: PracticeClip) -> Writer:
    take = PracticeClip.objects.select_related("asset", "student").get(pk=take.pk)
    thread = start_thread(actor=take.student, clip=take, text="A question.")
    return Writer(take.student, _deeds_of_student(take, str(thread.pk)))


def _teacher(teacher: User, take: PracticeClip) -> Writer:
    take.course.teachers.add(teacher)
    take.course.save()
    take = PracticeClip.objects.select_related("asset").get(pk=take.pk)
    feedback = open_feedback(actor=teacher, clip=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=5, text="Here.")
    return Writer(teacher, _deeds_of_teacher(feedback, take.asset.duration_ms or 1))


def _deeds_of_student(take: PracticeClip, thread: str) -> list[Deed]:
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
