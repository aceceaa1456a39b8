"""Joining an open course by oneself, and leaving it again. Pages call these."""

from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from courses.models import Course, Enrolment, Joining
from courses.offers import Offer
from courses.services import leave, let_in
from invitations.joining import is_there
from invitations.models import Arrival, InvitationRules, OpenPlace

CLOSED = _("Nobody can join this course at the moment.")


def open_to(user: User) -> Any:
    """The courses that this person may join, or has joined. None for guests, as with courses for
    everyone with an account."""
    if user.is_guest or not InvitationRules.load().open_enrolment:
        return Course.objects.none()
    return Course.objects.open_for_joining()


def to_find(user: User) -> Any:
    """Those that they neither learn nor teach in."""
    theirs = Enrolment.objects.filter(user=user).order_by().values("course_key")
    taught = Course.objects.taught_by(user).translation_keys()
    found = open_to(user).exclude(translation_key__in=theirs)
    return found.exclude(translation_key__in=taught).order_by("title", "pk")


@transaction.atomic
def join(*, person: User, course: Course) -> bool:
    """False if they are there already. Refusals: `closed`, `full`, `declined` (a teacher removed
    them). Of any number at the same moment, as many get in as there are places."""
    locked = _locked(course)
    if is_there(person, course):
        return False
    if locked is None or not open_to(person).filter(pk=course.pk).exists():
        raise Refusal("closed", CLOSED, status=410)
    if _was_removed(person, course):
        raise Refusal("declined", CLOSED, status=410)
    if is_full(locked):
        raise Refusal("full", _("All places in this course are taken."), status=410)
    let_in(person=person, courses=[locked])
    OpenPlace.objects.update_or_create(
        course_key=course.translation_key,
        user=person,
        defaults={"course": course, "left_at": None},
    )
    return True


@transaction.atomic
def give_up(*, person: User, course: Course) -> bool:
    """Leaves a course that they joined by themselves; False if they have no such place."""
    if not may_leave(person, course) or not leave(person=person, course=course):
        return False
    now = timezone.now()
    _places(person, course).update(left_at=now, updated_at=now)
    return True


def may_leave(person: User, course: Course) -> bool:
    inside = Enrolment.objects.admitted().in_class_of(course).filter(user=person)
    return bool(_places(person, course).filter(Exists(inside), left_at=None).exists())


def is_full(course: Course) -> bool:
    if course.places is None:
        return False
    return Enrolment.objects.admitted().in_class_of(course).count() >= course.places


def offer(user: User, course: Course) -> Offer | None:
    """On the course's page: "Join" for whoever may, "Leave" for whoever joined by themselves."""
    if may_leave(user, course):
        url = reverse("invitations:leave_course", args=[course.uid])
        return Offer(_("Leave this course"), url, invites=False)
    if course.joining != Joining.OPEN or is_there(user, course):
        return None
    if not open_to(user).filter(pk=course.pk).exists():
        return None
    return Offer(_("Join this course"), reverse("invitations:open_course", args=[course.uid]))


def offer_more(user: User) -> Offer | None:
    """On the list of courses, if there is one to join."""
    if not to_find(user).exists():
        return None
    return Offer(_("Courses you can join"), reverse("invitations:open_courses"))


def _locked(course: Course) -> Course | None:
    """With its class in every language, so that people are counted one after another."""
    pages = Course.objects.select_for_update(of=("self",), no_key=True)
    same = list(pages.filter(translation_key=course.translation_key).order_by("pk"))
    return next((page for page in same if page.pk == course.pk), None)


def _was_removed(person: User, course: Course) -> bool:
    came = Arrival.objects.filter(user=person, link__course__translation_key=course.translation_key)
    return came.exists() or _places(person, course).filter(left_at=None).exists()


def _places(person: User, course: Course) -> Any:
    return OpenPlace.objects.filter(user=person, course_key=course.translation_key)
