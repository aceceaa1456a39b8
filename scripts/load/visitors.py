"""Students with a session and a token each, and a page of Wagtail's own. Needs Django."""

from dataclasses import dataclass
from pathlib import Path

from wagtail.models import Page, Site

from accounts.roles import Role
from courses.models import Course, Enrolment, Lesson
from scripts.testbed.people import a_person, session_cookie, token_for

BARE = "A bare page"


@dataclass(frozen=True)
class Visitors:
    """Files with a header line for each person: to come with a session, or with a token."""

    sessions: Path
    tokens: Path


def invited(folder: Path, *, count: int) -> Visitors:
    """Enrolled in every course."""
    users = [a_person(f"load-{number}@example.com", Role.STUDENT) for number in range(count)]
    for course in Course.objects.live():
        rows = [Enrolment(course=course, user=user) for user in users]
        Enrolment.objects.bulk_create(rows, ignore_conflicts=True)
    cookies = [next(iter(session_cookie(user).items())) for user in users]
    sessions = [f"Cookie: {name}={value}" for name, value in cookies]
    tokens = [f"Authorization: Token {token_for(user)}" for user in users]
    return Visitors(_written(folder / "sessions", sessions), _written(folder / "tokens", tokens))


def bare_page() -> Page:
    """Served by the same process with the same middleware: title only, open to everyone."""
    home = Site.objects.get(is_default_site=True).root_page
    found = Page.objects.filter(title=BARE).first()
    return found or home.add_child(instance=Page(title=BARE))


def lesson() -> Lesson:
    """The first of the demo: seven blocks, a video and an exercise."""
    return Lesson.objects.live().order_by("path").filter(numchild__gt=0)[0]


def _written(path: Path, lines: list[str]) -> Path:
    path.touch(mode=0o600)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
