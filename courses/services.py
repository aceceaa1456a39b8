"""What can be done to a class. Pages, API, admin and invitations call these."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from courses.facts import Admitted, Declined, Enrolled, Left, Unenrolled, Waits
from courses.models import Course, Enrolment
from courses.rules import may_manage_class
from events.bus import record_and_publish

NOT_YOUR_COURSE = _("Only the teachers of a course can change its class.")


@transaction.atomic
def enrol(*, actor: User, course: Course, people: Iterable[User]) -> list[Enrolment]:
    """Add people to a course; members stay, in whatever language. Returns the new enrolments."""
    _require_management(actor, course)
    added = [_add(actor, course, person) for person in dict.fromkeys(people)]
    return [enrolment for enrolment in added if enrolment]


@transaction.atomic
def let_in(*, person: User, courses: Iterable[Course]) -> int:
    """Somebody takes a place that was offered to them, by whoever may; returns how many are new."""
    return sum(1 for course in courses if _add(person, course, person))


@transaction.atomic
def unenrol(*, actor: User, enrolment: Enrolment) -> None:
    """Remove a person from a course; their takes and feedback stay."""
    _require_management(actor, enrolment.course)
    person, course = enrolment.user, enrolment.course
    enrolment.delete()
    record_and_publish(Unenrolled(person=person.pk), course, actor=actor, object_id=course.uid)


@transaction.atomic
def leave(*, person: User, course: Course) -> bool:
    """Somebody gives up their own place; their takes and feedback stay. False without a place."""
    mine = Enrolment.objects.admitted().in_class_of(course).filter(user=person)
    gone, _rows = mine.delete()
    if gone:
        record_and_publish(Left(person=person.pk), course, actor=person, object_id=course.uid)
    return bool(gone)


@transaction.atomic
def wait_in(*, person: User, course: Course) -> bool:
    """A place at the door of the class; False if they have one already, there or inside."""
    now = timezone.now()
    _enrolment, is_new = Enrolment.objects.get_or_create(
        course_key=course.translation_key,
        user=person,
        defaults={"course": course, "waits_since": now},
    )
    if is_new:
        record_and_publish(Waits(person=person.pk), course, actor=person, object_id=course.uid)
    return is_new


@transaction.atomic
def admit(*, actor: User, enrolment: Enrolment) -> bool:
    """Let in somebody who waits; False if another teacher was faster."""
    _require_management(actor, enrolment.course)
    return _let_through(actor, enrolment)


@transaction.atomic
def decline(*, actor: User, enrolment: Enrolment) -> bool:
    """Takes the place away, as `unenrol` does; False if they no longer wait."""
    course, person = enrolment.course, enrolment.user_id
    _require_management(actor, course)
    gone, _rows = Enrolment.objects.waiting().filter(pk=enrolment.pk).delete()
    if gone:
        record_and_publish(Declined(person=person), course, actor=actor, object_id=course.uid)
    return bool(gone)


def give_missing_keys() -> None:
    """To enrolments by an older version, which ran for a moment beside this one."""
    for late in Enrolment.objects.filter(course_key=None).select_related("course"):
        if Enrolment.objects.in_class_of(late.course).filter(user=late.user_id).exists():
            late.delete()
        else:
            late.save(update_fields=["course_key"])


def _require_management(actor: User, course: Course) -> None:
    if not may_manage_class(actor, course):
        raise Refusal("not_your_course", NOT_YOUR_COURSE, status=403)


def _add(actor: User, course: Course, person: User) -> Enrolment | None:
    enrolment, is_new = Enrolment.objects.get_or_create(
        course_key=course.translation_key, user=person, defaults={"course": course}
    )
    if not is_new:
        return enrolment if _let_through(actor, enrolment) else None
    _is_a_member(person.pk)
    record_and_publish(Enrolled(person=person.pk), course, actor=actor, object_id=course.uid)
    return enrolment


def _let_through(actor: User, enrolment: Enrolment) -> bool:
    waiting = Enrolment.objects.waiting().filter(pk=enrolment.pk).order_by()
    if not waiting.update(waits_since=None, updated_at=timezone.now()):
        return False
    enrolment.waits_since = None
    _is_a_member(enrolment.user_id)
    course, fact = enrolment.course, Admitted(person=enrolment.user_id)
    record_and_publish(fact, course, actor=actor, object_id=course.uid)
    return True


def _is_a_member(person: UUID) -> None:
    """Whom one teacher lets in is no guest any more, anywhere."""
    User.objects.filter(pk=person, is_guest=True).update(is_guest=False)
