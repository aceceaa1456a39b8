"""What an invited person, a stranger with the link and fifty at once get."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from courses.models import Course, Enrolment
from invitations import services
from invitations.models import Cohort, Invitation, InvitationState
from tests.at_once import at_once
from tests.factories import PASSWORD as OLD_PASSWORD
from tests.invitations.conftest import GUEST, PASSWORD, invite, mailed_link, sign_up

pytestmark = pytest.mark.django_db
LANDING = "/invitations/"


def person() -> User:
    found: User = User.objects.get(email=GUEST)
    return found


def test_invite_mail_sign_up_welcome_course(
    invitation: Invitation, course: Course, client: Client
) -> None:
    link = mailed_link()
    page = client.get(link, follow=True)
    assert page.redirect_chain == [(LANDING, 302)]
    assert course.title in page.content.decode()

    answer = sign_up(client, link)
    assert answer.url == reverse("invitations:how")
    nora = person()
    assert nora.role_names == {Role.STUDENT.value}
    assert nora.display_name == "Nora Lind"
    assert EmailAddress.objects.filter(user=nora, email=GUEST, verified=True).exists()
    assert Enrolment.objects.filter(course=course, user=nora).exists()
    assert nora.profile.first_login_at is not None
    assert not nora.profile.onboarding_completed
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, nora)

    assert client.get(reverse("invitations:how")).status_code == 200
    done = client.post(
        reverse("invitations:you"), {"first_name": "Nora", "last_name": "L.", "language": "de"}
    )
    assert done.url == course.url
    nora.profile.refresh_from_db()
    assert nora.profile.onboarding_completed
    assert User.objects.get(pk=nora.pk).language == "de"
    assert client.get(course.url).status_code == 200


def test_the_person_logs_in_with_the_new_password_later(invitation: Invitation) -> None:
    sign_up(Client(), mailed_link())
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": GUEST, "password": PASSWORD})
    assert answer.status_code == 302
    assert len(mail.outbox) == 1, "the address needs no other proof"


def test_opening_the_link_uses_nothing_up(invitation: Invitation) -> None:
    link = mailed_link()
    for _number in range(3):
        assert Client().get(link).status_code == 302
        assert Client().head(link).status_code == 302
    assert sign_up(Client(), link).status_code == 302


def test_the_address_is_the_invitations_whatever_is_sent(invitation: Invitation) -> None:
    sign_up(Client(), mailed_link(), email="mallory@example.org")
    assert not User.objects.filter(email="mallory@example.org").exists()
    assert person().email == GUEST


def test_a_used_link_says_what_to_do(invitation: Invitation) -> None:
    link = mailed_link()
    sign_up(Client(), link)
    browser = Client()
    page = browser.get(link, follow=True)

    assert page.status_code == 410
    assert "has been used" in page.content.decode()
    assert sign_up(browser, link).status_code == 200, "sign-up is closed"
    assert User.objects.filter(email=GUEST).count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "has expired"),
        ({"revoked_at": timezone.now()}, "was withdrawn"),
    ],
)
def test_expired_and_revoked_links(
    invitation: Invitation, client: Client, change: dict[str, Any], words: str
) -> None:
    link = mailed_link()
    Invitation.objects.update(**change)
    page = client.get(link, follow=True)
    assert page.status_code == 410
    assert words in page.content.decode()
    sign_up(client, link)
    assert not User.objects.filter(email=GUEST).exists()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..", "join%2F"])
def test_guessed_links(invitation: Invitation, client: Client, token: str) -> None:
    assert client.get(f"/invitations/{token}/").status_code in {400, 404}


def test_revoking_ends_a_sign_up_that_has_begun(invitation: Invitation, admin: User) -> None:
    browser, link = Client(), mailed_link()
    browser.get(link)
    assert browser.get("/account/signup/").status_code == 200
    services.revoke(actor=admin, invitation=invitation)
    sign_up(browser, link)
    assert not User.objects.filter(email=GUEST).exists()


def test_nobody_signs_up_without_an_invitation(client: Client) -> None:
    fields = {"email": GUEST, "first_name": "N", "password1": PASSWORD}
    assert "creates the accounts" in client.post("/account/signup/", fields).content.decode()
    assert not User.objects.filter(email=GUEST).exists()


def test_bad_names_and_passwords_are_said_and_use_nothing_up(
    invitation: Invitation, teacher: User
) -> None:
    browser, link = Client(), mailed_link()
    for wrong in ({"password1": "short"}, {"first_name": teacher.first_name, "last_name": ""}):
        page = sign_up(browser, link, **wrong)
        assert page.status_code == 200
        assert page.context["form"].errors
    assert sign_up(browser, link).status_code == 302


def test_who_has_an_account_joins_and_keeps_it(
    admin: User, course: Course, stranger: User, client: Client
) -> None:
    invite(admin, course, email=stranger.email.upper())
    link = mailed_link()
    page = client.get(link, follow=True).content.decode()
    assert "You have an account already" in page
    assert reverse("account_signup") not in page

    client.post(
        f"{reverse('account_login')}?next={LANDING}",
        {"login": stranger.email, "password": OLD_PASSWORD},
    )
    answer = client.post(reverse("invitations:join"))
    assert answer.url == course.url
    assert Enrolment.objects.filter(course=course, user=stranger).exists()
    assert User.objects.filter(email=stranger.email).count() == 1


def test_the_link_of_another_lets_nobody_in(
    invitation: Invitation, course: Course, stranger: User, client: Client
) -> None:
    client.force_login(stranger)
    page = client.get(mailed_link(), follow=True)
    assert "for another address" in page.content.decode()
    assert client.post(reverse("invitations:join")).status_code == 302
    assert not Enrolment.objects.filter(course=course, user=stranger).exists()
    invitation.refresh_from_db()
    assert invitation.is_open


def test_a_course_that_was_erased_meanwhile_is_left_out(
    invitation: Invitation, course: Course, client: Client
) -> None:
    link = mailed_link()
    course.delete()
    assert sign_up(client, link).status_code == 302
    fields = {"first_name": "Nora", "last_name": "", "language": ""}
    assert client.post(reverse("invitations:you"), fields).url == "/"


def test_a_cohort_is_joined_with_its_courses_until_it_is_over(
    admin: User, course: Course, client: Client
) -> None:
    cohort = Cohort.objects.create(name="Autumn", ends_on=timezone.localdate())
    cohort.courses.add(course)
    invite(admin, cohort=cohort)
    link = mailed_link()
    cohort.ends_on = timezone.localdate() - timedelta(days=1)
    cohort.save()
    page = client.get(link, follow=True)
    assert "cohort is over" in page.content.decode()
    sign_up(client, link)
    assert not User.objects.filter(email=GUEST).exists()

    cohort.ends_on = None
    cohort.save()
    sign_up(client, link)
    assert list(cohort.members.all()) == [person()]
    assert Enrolment.objects.filter(course=course, user=person()).exists()


def test_an_invited_teacher_begins_in_the_admin(admin: User, client: Client) -> None:
    invite(admin, role=Role.TEACHER)
    sign_up(client, mailed_link())
    fields = {"first_name": "Nora", "last_name": "", "language": ""}
    assert client.post(reverse("invitations:you"), fields).url == reverse("wagtailadmin_home")
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_fifty_who_use_a_link_at_once_are_one_account(admin: User, course: Course) -> None:
    invite(admin, course)
    link = mailed_link()
    browsers = [Client(raise_request_exception=False) for _number in range(50)]
    for browser in browsers:
        browser.get(link)

    fields = {"first_name": "Nora", "last_name": "", "password1": PASSWORD}
    works = [
        lambda browser=browser: browser.post("/account/signup/", fields) for browser in browsers
    ]
    answers = at_once(*works)

    assert User.objects.filter(email=GUEST).count() == 1
    assert Enrolment.objects.filter(user__email=GUEST).count() == 1
    assert {answer.status_code for answer in answers} <= {200, 302}
    welcomed = [one for one in answers if getattr(one, "url", "") == reverse("invitations:how")]
    assert len(welcomed) == 1
