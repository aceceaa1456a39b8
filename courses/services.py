"""What can be done to a class. Pages, API, admin and invitations call these."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Enrolment
from courses.rules import may_manage_class
from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.events.bus import publish

NOT_YOUR_COURSE = _("Only the teachers of a course can change its class.")


@transaction.atomic
def enrol(*, actor: User, course: Course, people: Iterable[User]) -> list[Enrolment]:
    """Add people to a course; who is in it already stays. Returns the enrolments that were made."""
    _require_management(actor, course)
    made = [_add(actor, course, person) for person in dict.fromkeys(people)]
    return [enrolment for enrolment in made if enrolment]


@transaction.atomic
def unenrol(*, actor: User, enrolment: Enrolment) -> None:
    """Take a person out of a course; their takes and feedback stay."""
    _require_management(actor, enrolment.course)
    person, course = enrolment.user, enrolment.course
    enrolment.delete()
    record("courses.unenrolled", course, actor=actor, person=str(person.pk))
    publish("courses.unenrolled", actor=actor, object_id=course.uid, person=str(person.pk))


def _require_management(actor: User, course: Course) -> None:
    if not may_manage_class(actor, course):
        raise Refusal("not_your_course", NOT_YOUR_COURSE, status=403)


def _add(actor: User, course: Course, person: User) -> Enrolment | None:
    enrolment, is_new = Enrolment.objects.get_or_create(course=course, user=person)
    if not is_new:
        return None
    record("courses.enrolled", course, actor=actor, person=str(person.pk))
    publish("courses.enrolled", actor=actor, object_id=course.uid, person=str(person.pk))
    return enrolment
