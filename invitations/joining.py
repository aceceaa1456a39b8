"""Coming in by a class link. Pages call these; what teachers do with links is in `class_links`."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.guests import placeholder
from accounts.models import User
from accounts.roles import Role
from core.errors import Refusal
from courses.models import Course, Enrolment
from courses.queries import exercises_for
from courses.rules import may_manage_class
from courses.services import wait_in
from invitations.models import Arrival, ClassLink, InvitationRules

CLOSED = _("This link can't be used any more.")


def why_closed(link: ClassLink | None) -> str:
    """Empty if people can join; else the state, `off` or `unknown`."""
    if link is None:
        return "unknown"
    if not InvitationRules.load().class_links or not link.course.live:
        return "off"
    return "" if link.state == "open" else str(link.state.value)


@transaction.atomic
def join_as_guest(*, link: ClassLink, name: str, language: str = "") -> User:
    """An account without an address and without a password, at the door of the course.

    Refusals: `closed`, `full`. Of any number at the same moment, as many get in as there is room.
    """
    _take_a_place(link)
    first, _space, last = name.partition(" ")
    person = User.objects.create_user(
        placeholder(), first_name=first, last_name=last, is_guest=True, language=language
    )
    person.groups.add(Group.objects.get(name=Role.STUDENT.value))
    _arrive(link, person)
    return person


@transaction.atomic
def join(*, link: ClassLink, person: User) -> bool:
    """With the account they have. False if nothing changed: they are there already, or teach it.

    Refusals: `closed`, `full`, `declined`: whoever was declined or left is let in by a teacher.
    """
    if is_there(person, link.course):
        return False
    key = link.course.translation_key
    if Arrival.objects.filter(user=person, link__course__translation_key=key).exists():
        raise Refusal("declined", CLOSED, status=410)
    _take_a_place(link)
    return _arrive(link, person)


def is_there(person: User, course: Course) -> bool:
    mine = Enrolment.objects.in_class_of(course).filter(user=person)
    return may_manage_class(person, course) or mine.exists()


def beginning(link: ClassLink, person: User) -> str:
    """The address of the link's exercise, else of the first that is open to them there."""
    return beginning_of(link.course, person, exercise=link.exercise_id)


def beginning_of(course: Course, person: User, *, exercise: int | None = None) -> str:
    here = exercises_for(person).of_courses(Course.objects.filter(pk=course.pk))
    first = here.filter(pk=exercise).first() or here.first()
    return str((first or course).url)


def _take_a_place(link: ClassLink) -> None:
    """One conditional UPDATE: if two race for the last place, one gets it."""
    if why_closed(link) not in {"", "full"}:
        raise Refusal("closed", CLOSED, status=410)
    room = ClassLink.objects.usable().with_room().filter(pk=link.pk)
    if not room.update(taken=F("taken") + 1):
        link.refresh_from_db()
        raise Refusal("full" if link.is_full else "closed", CLOSED, status=410)


def _arrive(link: ClassLink, person: User) -> bool:
    Arrival.objects.get_or_create(link=link, user=person)
    return wait_in(person=person, course=link.course)
