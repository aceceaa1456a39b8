"""What teachers do with class links. The admin calls these."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from courses.models import Course, Exercise
from courses.rules import may_manage_class
from events.bus import record_and_publish
from invitations.class_tokens import hash_of, token_of
from invitations.facts import LinkChanged, LinkMade, LinkRevoked
from invitations.models import ClassLink
from invitations.rules import may_make_links

USUAL = timedelta(days=14)
USUAL_PLACES = 40


@transaction.atomic
def make_link(
    *,
    actor: User,
    course: Course,
    exercise: Exercise | None = None,
    expires_at: datetime | None = None,
    places: int | None = USUAL_PLACES,
) -> ClassLink:
    """Refusals: `not_yours`, `elsewhere` (the exercise is in another course)."""
    _require_right(actor, course)
    if exercise is not None and not exercise.is_descendant_of(course):
        raise Refusal("elsewhere", _("This exercise is in another course."))
    until = expires_at or timezone.now() + USUAL
    link = ClassLink(
        course=course, exercise=exercise, made_by=actor, expires_at=until, places=places
    )
    link.token_hash = hash_of(token_of(link))
    link.save(force_insert=True)
    record_and_publish(LinkMade(), link, actor=actor)
    return link


@transaction.atomic
def change_link(
    *, actor: User, link: ClassLink, expires_at: datetime, places: int | None
) -> ClassLink:
    """Until when it works, and for how many. Refusals: `not_yours`, `revoked`."""
    _require_right(actor, link.course)
    changed = {"expires_at": expires_at, "places": places, "updated_at": timezone.now()}
    if not ClassLink.objects.filter(pk=link.pk, revoked_at=None).update(**changed):
        raise Refusal("revoked", _("This link has been revoked. Make another one."))
    link.refresh_from_db()
    record_and_publish(LinkChanged(), link, actor=actor)
    return link


@transaction.atomic
def revoke_link(*, actor: User, link: ClassLink) -> ClassLink:
    """It ends at once; who has come keeps their place. Refusal: `not_yours`."""
    _require_right(actor, link.course)
    now = timezone.now()
    rows = ClassLink.objects.filter(pk=link.pk, revoked_at=None)
    if rows.update(revoked_at=now, updated_at=now):
        record_and_publish(LinkRevoked(), link, actor=actor)
    link.refresh_from_db()
    return link


def _require_right(actor: User, course: Course) -> None:
    if not may_make_links(actor) or not may_manage_class(actor, course):
        text = _("Only the teachers of a course can make links to it.")
        raise Refusal("not_yours", text, status=403)
