"""Inviting, sending again, revoking: by whom, and what it leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.erasure import erase_person
from accounts.models import User
from accounts.roles import Role
from core.errors import Refusal
from courses.models import Course, Enrolment
from events.mail import send_due
from events.models import Event, MailState, OutgoingMail
from invitations import services
from invitations.letters import note
from invitations.links import token_of
from invitations.models import Cohort, Invitation, InvitationRules, InvitationState
from invitations.rules import roles_to_give
from tests import factories
from tests.invitations.conftest import GUEST, invite, mailed_link, sign_up

pytestmark = pytest.mark.django_db


def let_teachers_invite() -> None:
    rules = InvitationRules.load()
    rules.teachers_may_invite = True
    rules.save()


def refused(**given: Any) -> str:
    with pytest.raises(Refusal) as caught:
        services.invite(**given)
    return caught.value.code


def test_an_invitation_is_written_mailed_and_logged(admin: User, course: Course) -> None:
    invitation = invite(admin, course, first_name="Nora")
    assert invitation.state == InvitationState.WAITING
    send_due()

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    (message,) = mail.outbox
    assert message.to == [GUEST]
    assert course.title in message.body
    assert "Nora" in message.body
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    assert token_of(invitation) in html
    assert ModelLogEntry.objects.filter(action="invitations.invited").count() == 1
    assert Event.objects.filter(verb="invitations.invited").count() == 1


def test_the_token_is_nowhere_in_the_database(admin: User, course: Course) -> None:
    invitation = invite(admin, course)
    token = token_of(invitation)
    send_due()

    for model in (Invitation, OutgoingMail, Event, ModelLogEntry):
        rows = str(list(model._default_manager.values()))
        assert token not in rows


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("student", []),
        ("teacher", []),
        ("editor", []),
        ("assistant", []),
        ("admin", [Role.STUDENT, Role.ASSISTANT, Role.TEACHER, Role.EDITOR, Role.ADMIN]),
    ],
)
def test_who_may_give_which_role(who: str, roles: list[Role], request: Any) -> None:
    assert roles_to_give(request.getfixturevalue(who)) == roles


def test_teachers_invite_students_to_their_courses_where_it_is_allowed(
    teacher: User, course: Course, other_teacher: User
) -> None:
    guest = services.Guest(email=GUEST, courses=[course])
    assert refused(actor=teacher, guests=[guest]) == "not_yours"

    let_teachers_invite()
    assert len(services.invite(actor=teacher, guests=[guest])) == 1
    ada = "ada@x.org"
    for wrong in (
        services.Guest(email=ada, courses=[course], role=Role.TEACHER),
        services.Guest(email=ada),
        services.Guest(email=ada, courses=[factories.CourseFactory(owner=other_teacher)]),
        services.Guest(email=ada, courses=[course], cohort=Cohort.objects.create(name="All")),
    ):
        assert refused(actor=teacher, guests=[wrong]) == "not_yours"


def test_an_address_is_invited_once_however_it_is_written(admin: User) -> None:
    invite(admin)
    assert services.invite(actor=admin, guests=[services.Guest(email="NORA@Example.ORG")]) == []
    assert Invitation.objects.count() == 1


def test_sending_again_ends_the_link_before(admin: User, course: Course) -> None:
    invitation = invite(admin, course)
    first = mailed_link()
    services.send_again(actor=admin, invitation=invitation)
    second = mailed_link()

    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 302


def test_sending_again_makes_an_expired_one_good(admin: User, course: Course) -> None:
    invitation = invite(admin, course)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    services.send_again(actor=admin, invitation=invitation)

    assert Invitation.objects.usable().count() == 1
    assert sign_up(Client(), mailed_link()).status_code == 302


def test_a_revoked_one_is_over_and_the_address_can_be_invited_anew(admin: User) -> None:
    invitation = invite(admin)
    services.revoke(actor=admin, invitation=invitation)
    send_due()

    assert mail.outbox == []
    assert OutgoingMail.objects.get().state == MailState.DROPPED
    for service in (services.revoke, services.send_again):
        with pytest.raises(Refusal):
            service(actor=admin, invitation=invitation)
    assert invite(admin).pk != invitation.pk


def test_states_agree_with_their_filters(admin: User) -> None:
    def one(name: str, **values: Any) -> None:
        invitation = invite(admin, email=f"{name}@x.org")
        Invitation.objects.filter(pk=invitation.pk).update(**values)

    now = timezone.now()
    one("waiting")
    one("sent", mail_state=MailState.SENT)
    one("refused", mail_state=MailState.REFUSED)
    one("accepted", accepted_at=now, expires_at=now - timedelta(days=1))
    one("expired", mail_state=MailState.SENT, expires_at=now - timedelta(days=1))
    one("revoked", revoked_at=now)

    for state in InvitationState:
        (found,) = Invitation.objects.in_state(state)
        assert found.email == f"{state.value}@x.org"
        assert found.state == state


def test_only_admins_see_all_of_them(
    admin: User, teacher: User, other_teacher: User, student: User, course: Course
) -> None:
    let_teachers_invite()
    invite(admin, email="a@x.org")
    invite(teacher, course, email="t@x.org")

    def seen(user: User) -> set[str]:
        return set(Invitation.objects.managed_by(user).values_list("email", flat=True))

    assert seen(admin) == {"a@x.org", "t@x.org"}
    assert seen(teacher) == {"t@x.org"}
    assert seen(other_teacher) == seen(student) == set()


def test_erasing_a_person_takes_their_invitation_with_them(
    admin: User, teacher: User, course: Course
) -> None:
    let_teachers_invite()
    invite(teacher, course)
    sign_up(Client(), mailed_link())
    erase_person(actor=admin, person=User.objects.get(email=GUEST))
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()

    left = invite(teacher, course, email="ada@x.org")
    erase_person(actor=admin, person=teacher)
    left.refresh_from_db()
    assert left.invited_by is None


def test_a_cohort_enrols_its_people_in_its_courses(course: Course, stranger: User) -> None:
    cohort = Cohort.objects.create(name="Autumn")
    cohort.courses.add(course)
    cohort.members.add(stranger)

    assert services.settle(cohort=cohort) == 1
    assert services.settle(cohort=cohort) == 0
    assert Enrolment.objects.filter(course=course, user=stranger).count() == 1


def test_a_mail_that_went_out_late_does_not_hide_a_newer_one(admin: User) -> None:
    invitation = invite(admin)
    late = OutgoingMail.objects.get()
    OutgoingMail.objects.update(taken_at=timezone.now())
    services.send_again(actor=admin, invitation=invitation)
    late.state, late.sent_at = MailState.SENT, timezone.now()
    late.save()
    note(str(invitation.pk), late)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WAITING

    send_due()
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT


def test_an_invitation_to_a_role_does_not_outlive_its_inviters_rights(admin: User) -> None:
    invite(admin, role=Role.ADMIN)
    link, browser = mailed_link(), Client()
    admin.groups.clear()

    page = browser.get(link, follow=True)
    assert page.status_code == 410
    assert "was withdrawn" in page.content.decode()
    sign_up(browser, link)
    assert not User.objects.filter(email=GUEST).exists()


def test_students_still_come_when_their_inviter_has_gone(admin: User, course: Course) -> None:
    invite(admin, course)
    link = mailed_link()
    admin.groups.clear()
    assert sign_up(Client(), link).status_code == 302


def test_nothing_is_sent_again_to_a_cohort_that_is_over(admin: User) -> None:
    cohort = Cohort.objects.create(name="Autumn")
    invitation = invite(admin, cohort=cohort)
    send_due()
    Cohort.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refusal) as caught:
        services.send_again(actor=admin, invitation=invitation)
    assert caught.value.code == "over"
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT


def test_sending_again_counts_as_inviting(admin: User, settings: Any) -> None:
    settings.INVITATIONS_AN_HOUR = 2
    invitation = invite(admin)
    services.send_again(actor=admin, invitation=invitation)
    with pytest.raises(Refusal) as caught:
        services.send_again(actor=admin, invitation=invitation)
    assert caught.value.code == "too_fast"
