"""What can be done with invitations. Pages, the admin and imports call these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.models import User
from accounts.roles import Role
from core import rates
from core.errors import Refusal
from courses.models import Course
from courses.services import let_in
from events.bus import record_and_publish
from events.mail import post
from events.models import MailState
from invitations.facts import Accepted, Invited, Revoked, SentAgain
from invitations.letters import INVITATION
from invitations.links import hash_of, token_of
from invitations.models import Cohort, Invitation, InvitationRules
from invitations.rules import courses_to_give, needs_a_course, roles_to_give, still_stands

MAX_AT_ONCE = 1_000
NOT_OPEN = _("This invitation has been accepted or revoked.")
COHORT_OVER = _("Its cohort is over, so nobody can join it. Change the cohort's dates first.")
NOT_YOUR_ROLE = _("You can't invite people in this role.")


@dataclass(frozen=True)
class Guest:
    """Somebody to invite."""

    email: str
    first_name: str = ""
    last_name: str = ""
    role: str = Role.STUDENT.value
    cohort: Cohort | None = None
    courses: Sequence[Course] = field(default_factory=tuple)
    language: str = ""


@transaction.atomic
def invite(*, actor: User, guests: Iterable[Guest]) -> list[Invitation]:
    """Writes invitations and their mail. Addresses with an open invitation are left out.

    Refusals: `not_yours` (a role or a course that the actor can't give), `too_many`, `too_fast`.
    """
    guests = list(guests)
    if len(guests) > MAX_AT_ONCE:
        raise Refusal("too_many", _("That is too many at once. Invite them in smaller groups."))
    _require_rights(actor, guests)
    rates.take("invitations", actor, count=len(guests))
    expires_at = _expiry()
    # In one order for everybody, so that two with the same list don't wait for each other.
    ordered = sorted(guests, key=lambda guest: guest.email)
    made = [_invite(actor, guest, expires_at) for guest in ordered]
    return [invitation for invitation in made if invitation]


@transaction.atomic
def send_again(*, actor: User, invitation: Invitation) -> Invitation:
    """A new link, good for as long as a new invitation; the old one ends.

    Refusals: `not_open`, `over` (its cohort), `not_yours` (its role), `too_fast`.
    """
    invitation = _open(invitation)
    if invitation.cohort is not None and invitation.cohort.is_over:
        raise Refusal("over", COHORT_OVER)
    if invitation.role not in {role.value for role in roles_to_give(actor)}:
        raise Refusal("not_yours", NOT_YOUR_ROLE, status=403)
    rates.take("invitations", actor)
    invitation.link_number += 1
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.expires_at = _expiry()
    invitation.mail_state, invitation.mail_error = MailState.WAITING, ""
    invitation.save()
    post(INVITATION, invitation.pk)
    record_and_publish(SentAgain(), invitation, actor=actor)
    return invitation


@transaction.atomic
def revoke(*, actor: User, invitation: Invitation) -> Invitation:
    """Its link ends at once. Refusal: `not_open`."""
    invitation = _open(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at", "updated_at"])
    record_and_publish(Revoked(), invitation, actor=actor)
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, person: User) -> None:
    """Uses the invitation up: the person gets its role and its courses. Refusal: `used`.

    Of any number of tries at the same time one succeeds.
    """
    usable = Invitation.objects.usable().filter(pk=invitation.pk)
    if invitation.email != person.email or not invitation.is_usable or not still_stands(invitation):
        raise Refusal("used", NOT_OPEN)
    if not usable.update(accepted_at=timezone.now(), accepted_by=person):
        raise Refusal("used", NOT_OPEN)
    _give_role(person, invitation.role)
    User.objects.filter(pk=person.pk, is_guest=True).update(is_guest=False)
    if invitation.cohort is not None:
        invitation.cohort.members.add(person)
    let_in(person=person, courses=courses_of(invitation))
    if invitation.language and not person.language:
        languages.choose(person, invitation.language)
    record_and_publish(Accepted(role=invitation.role), invitation, actor=person)


def courses_of(invitation: Invitation) -> list[Course]:
    """Its own, then its cohort's."""
    found = list(invitation.courses.order_by("path"))
    if invitation.cohort is not None:
        found += invitation.cohort.courses.order_by("path")
    return list(dict.fromkeys(found))


def settle(*, cohort: Cohort) -> int:
    """Enrols the cohort's people in its courses; returns how many were added."""
    courses = list(cohort.courses.all())
    return sum(let_in(person=person, courses=courses) for person in cohort.members.all())


def _require_rights(actor: User, guests: list[Guest]) -> None:
    roles = {role.value for role in roles_to_give(actor)}
    if any(guest.role not in roles for guest in guests):
        raise Refusal("not_yours", NOT_YOUR_ROLE, status=403)
    wanted = {course.pk for guest in guests for course in guest.courses}
    given = courses_to_give(actor).filter(pk__in=wanted).count()
    if given < len(wanted):
        raise Refusal("not_yours", _("You can invite people to your own courses."), status=403)
    if needs_a_course(actor) and any(guest.cohort or not guest.courses for guest in guests):
        raise Refusal("not_yours", _("Choose which of your courses they join."), status=403)


def _invite(actor: User, guest: Guest, expires_at: datetime) -> Invitation | None:
    invitation = Invitation(
        email=guest.email,
        first_name=guest.first_name,
        last_name=guest.last_name,
        role=guest.role,
        cohort=guest.cohort,
        language=guest.language,
        invited_by=actor,
        expires_at=expires_at,
    )
    invitation.token_hash = hash_of(token_of(invitation))
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:  # somebody else has just invited them
        return None
    invitation.courses.set(guest.courses)
    post(INVITATION, invitation.pk)
    record_and_publish(Invited(role=guest.role), invitation, actor=actor)
    return invitation


def _open(invitation: Invitation) -> Invitation:
    row = Invitation.objects.open().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise Refusal("not_open", NOT_OPEN)
    return row


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=InvitationRules.load().days_valid)


def _give_role(person: User, role: str) -> None:
    """A role that they have stays; a change of roles would log them out."""
    if role not in person.role_names:
        person.groups.add(Group.objects.get(name=role))
