"""Inviting people in the admin: the page, the list, one invitation, several."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from courses.models import Course, Enrolment
from events.mail import send_due
from invitations.links import link_of
from invitations.models import Cohort, Invitation, InvitationRules, InvitationState, InvitationWords
from tests import factories
from tests.invitations.conftest import invite

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_invitations_invitation"
LIST, ADD = f"{NAMES}:list", f"{NAMES}:add"
WORDS = "wagtailsnippets_invitations_invitationwords"


@pytest.fixture
def as_admin(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def fields(people: str = "", **values: Any) -> dict[str, Any]:
    return {"people": people, "role": Role.STUDENT.value, "language": "en", **values}


def let_teachers_invite() -> None:
    rules = InvitationRules.load()
    rules.teachers_may_invite = True
    rules.save()


def page_of(invitation: Invitation) -> str:
    return reverse(f"{NAMES}:edit", args=[invitation.pk])


def test_check_shows_each_line_and_writes_nothing(as_admin: Client, student: User) -> None:
    page = as_admin.post(
        reverse(ADD), fields(f"Ada <ada@x.org>\n{student.email}\nnobody", check="1")
    )
    text = page.content.decode()
    assert "ada@x.org" in text
    assert "There is no e-mail address in this line." in text
    assert "1 person: will be invited" in " ".join(text.split())
    assert not Invitation.objects.exists()


def test_three_hundred_of_a_file_go_out_in_one_go(as_admin: Client, course: Course) -> None:
    rows = "\n".join(f"Person {number};person{number}@x.org" for number in range(300))
    file = SimpleUploadedFile("class.csv", f"\ufeffName;E-Mail\n{rows}".encode())
    page = as_admin.post(reverse(ADD), fields(file=file, courses=[course.pk], check="1"))
    text = page.context["form"]["people"].value()
    assert len(page.context["form"].check.guests) == 300
    assert text.startswith("Name;E-Mail\n")

    answer = as_admin.post(reverse(ADD), fields(text, courses=[course.pk]), follow=True)
    assert "300 invitations are on their way." in answer.content.decode()
    assert "300 invitations are being sent." in answer.content.decode()
    assert Invitation.objects.count() == 300
    assert as_admin.post(reverse(ADD), fields(text)).status_code == 302
    assert Invitation.objects.count() == 300, "pressed twice"
    while send_due():
        pass
    assert Invitation.objects.in_state(InvitationState.SENT).count() == 300
    assert "invitations are being sent" not in as_admin.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"people": ""}, "at least one"),
        ({"people": "a@x.org", "role": "Emperors"}, "Emperors"),
        ({"people": "a@x.org", "language": "xx"}, "xx"),
        ({"people": "\n".join(f"p{n}@x.org" for n in range(1001))}, "at most 1000"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x00\x00")}, "save the list as CSV"),
        ({"people": "a@x.org", "courses": [99999]}, "not one of the available"),
    ],
)
def test_odd_input_gets_a_sentence(as_admin: Client, values: Any, words: str) -> None:
    page = as_admin.post(reverse(ADD), fields() | values)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Invitation.objects.exists()


def test_those_invited_already_get_a_new_link_if_that_is_wanted(
    as_admin: Client, admin: User
) -> None:
    invitation = invite(admin, email="ada@x.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    as_admin.post(reverse(ADD), fields("ada@x.org"))
    assert not Invitation.objects.usable().exists()
    as_admin.post(reverse(ADD), fields("ada@x.org", again="on"))
    invitation.refresh_from_db()
    assert invitation.link_number == 2
    assert invitation.is_usable


def test_the_page_of_one_offers_its_link_and_what_can_be_done(
    as_admin: Client, admin: User, course: Course
) -> None:
    invitation = invite(admin, course)
    text = as_admin.get(page_of(invitation)).content.decode()
    assert link_of(invitation) in text
    assert course.title in text

    as_admin.post(reverse(f"{NAMES}:act", args=[invitation.pk, "again"]))
    invitation.refresh_from_db()
    assert invitation.link_number == 2
    as_admin.post(reverse(f"{NAMES}:act", args=[invitation.pk, "revoke"]))
    after = as_admin.post(reverse(f"{NAMES}:act", args=[invitation.pk, "revoke"]), follow=True)
    text = after.content.decode()
    assert "accepted or revoked" in text
    assert "/invitations/" + link_of(invitation).split("/")[-2] not in text
    assert as_admin.post(reverse(f"{NAMES}:act", args=[invitation.pk, "eat"])).status_code == 404
    assert as_admin.get(reverse(f"{NAMES}:act", args=[invitation.pk, "again"])).status_code == 405


def test_several_are_sent_again_and_revoked(as_admin: Client, admin: User) -> None:
    made = [invite(admin, email=f"p{number}@x.org") for number in range(3)]
    Invitation.objects.filter(pk=made[2].pk).update(accepted_at=timezone.now())
    query = "&".join(f"id={one.pk}" for one in made)

    def url(action: str) -> str:
        return (
            f"{reverse('wagtail_bulk_action', args=['invitations', 'invitation', action])}?{query}"
        )

    page = as_admin.get(url("send_again")).content.decode()
    assert "stay as they are" in page
    as_admin.post(url("send_again"))
    assert sorted(Invitation.objects.values_list("link_number", flat=True)) == [1, 2, 2]
    as_admin.post(url("revoke"))
    assert Invitation.objects.in_state(InvitationState.REVOKED).count() == 2


def test_a_teacher_sees_and_touches_only_their_own(
    client: Client, admin: User, teacher: User, other_teacher: User, course: Course
) -> None:
    theirs = invite(admin, email="a@x.org")
    client.force_login(teacher)
    assert client.get(reverse(LIST)).status_code == 302
    assert client.get(reverse(ADD)).status_code in {302, 403}

    let_teachers_invite()
    client.post(reverse(ADD), fields("t@x.org", courses=[course.pk]))
    page = client.get(reverse(LIST)).content.decode()
    assert "t@x.org" in page
    assert "a@x.org" not in page
    assert client.get(page_of(theirs)).status_code == 404
    for action in ("again", "revoke"):
        url = reverse(f"{NAMES}:act", args=[theirs.pk, action])
        assert client.post(url).status_code == 404
    bulk = reverse("wagtail_bulk_action", args=["invitations", "invitation", "revoke"])
    client.post(f"{bulk}?id={theirs.pk}")
    theirs.refresh_from_db()
    assert theirs.is_open


@pytest.mark.parametrize("who", ["student", "teacher", "editor"])
def test_who_may_not_invite_finds_no_door(client: Client, who: str, request: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(LIST)).status_code in {302, 403}
    answer = client.post(reverse(ADD), fields("a@x.org"))
    assert answer.status_code in {302, 403}
    assert not Invitation.objects.exists()
    home = client.get("/admin/")
    assert reverse(LIST) not in home.content.decode()


def test_the_list_needs_no_more_queries_for_three_than_for_one(
    as_admin: Client, admin: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            as_admin.get(reverse(LIST))
        return len(found)

    cohort = Cohort.objects.create(name="Autumn")
    invite(admin, email="a@x.org", cohort=cohort)
    queries()
    one = queries()
    for number in range(2):
        invite(admin, email=f"b{number}@x.org", cohort=cohort)
    assert queries() == one


def test_the_list_filters_by_state_and_finds_by_address(as_admin: Client, admin: User) -> None:
    invite(admin, email="ada@x.org")
    gone = invite(admin, email="bob@x.org")
    Invitation.objects.filter(pk=gone.pk).update(revoked_at=timezone.now())

    revoked = as_admin.get(reverse(LIST), {"state": "revoked"}).content.decode()
    assert "bob@x.org" in revoked
    assert "ada@x.org" not in revoked
    found = as_admin.get(reverse(LIST), {"q": "ADA@x.org"}).content.decode()
    assert "ada@x.org" in found
    assert "bob@x.org" not in found


def test_the_list_is_exported(as_admin: Client, admin: User) -> None:
    invite(admin, email="ada@x.org", first_name="Ada")
    answer = as_admin.get(reverse(LIST), {"export": "csv"})
    assert b"ada@x.org" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_cohort_is_made_changed_and_settled(
    as_admin: Client, course: Course, stranger: User
) -> None:
    add = reverse("wagtailsnippets_invitations_cohort:add")
    values = {"name": "Autumn", "starts_on": "2026-09-01", "ends_on": "2026-08-01"}
    page = as_admin.post(add, values)
    assert "can&#x27;t end before it starts" in page.content.decode()

    values |= {"ends_on": "", "courses": [course.pk], "members": [str(stranger.pk)]}
    assert as_admin.post(add, values).status_code == 302
    assert Enrolment.objects.filter(course=course, user=stranger).exists()
    cohort = Cohort.objects.get()
    edit = reverse("wagtailsnippets_invitations_cohort:edit", args=[cohort.pk])
    for _twice in range(2):
        assert as_admin.post(edit, values | {"name": "Winter"}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.name == "Winter"
    again = as_admin.post(add, values | {"name": "WINTER"})
    assert "There is a cohort with this name already." in again.content.decode()


def test_the_words_of_the_mail_are_the_schools_own(
    as_admin: Client, admin: User, course: Course, mailoutbox: Any
) -> None:
    add = reverse(f"{WORDS}:add")
    values = {"language": "de", "subject": "Komm zu {school}", "message": "Hallo {nam},"}
    page = as_admin.post(add, values)
    assert "{nam}" in page.content.decode()
    assert not InvitationWords.objects.exists()

    values["message"] = "Hallo {name}!\n\n{inviter} lädt dich ein: {courses}."
    assert as_admin.post(add, values).status_code == 302
    invite(admin, course, first_name="Nora", language="de")
    send_due()
    (message,) = mailoutbox
    assert message.subject.startswith("Komm zu ")
    assert "Hallo Nora!" in message.body
    assert course.title in message.body
    assert "/invitations/" in message.body


def test_the_words_can_be_previewed(as_admin: Client) -> None:
    words = InvitationWords.objects.create(language="en", subject="Hi", message="Dear {name}")
    url = reverse(f"{WORDS}:preview_on_edit", args=[words.pk])
    values = {"language": "en", "subject": "Hi", "message": "Dearest {name}"}
    assert as_admin.post(url, values).json()["is_valid"]
    text = as_admin.get(f"{url}?mode=").content.decode()
    assert "Dearest Ada Lovelace" in text


def test_unknown_addresses_of_the_class_list_can_be_invited(
    as_admin: Client, course: Course
) -> None:
    values = {"course": course.pk, "addresses": "nora@example.org, lee@example.org"}
    page = as_admin.post(reverse("class-list:add"), values | {"check": "1"})
    assert "Invite them" in page.content.decode()
    after = as_admin.post(reverse("class-list:add"), values, follow=True)
    (link,) = [
        one["href"] for one in BeautifulSoup(after.content, "html.parser").select("a[href*=people]")
    ]

    form = as_admin.get(link).context["form"]
    assert form["people"].value() == "nora@example.org\nlee@example.org"
    assert form["courses"].value() == [str(course.pk)]


def test_who_may_not_invite_is_offered_nothing(
    client: Client, teacher: User, course: Course
) -> None:
    client.force_login(teacher)
    values = {"course": course.pk, "addresses": "nora@example.org", "check": "1"}
    assert "Invite them" not in client.post(reverse("class-list:add"), values).content.decode()
    let_teachers_invite()
    assert "Invite them" in client.post(reverse("class-list:add"), values).content.decode()


BULK = [
    ("invitations", "invitation", "revoke"),
    ("invitations", "invitation", "send_again"),
    ("invitations", "invitation", "delete"),
    ("invitations", "cohort", "delete"),
    ("feedback", "feedback", "delete"),
]


@pytest.mark.parametrize("allowed", [False, True])
@pytest.mark.parametrize("where", BULK)
def test_bulk_pages_name_nothing_of_others(
    client: Client,
    admin: User,
    other_teacher: User,
    take: Any,
    teacher: User,
    where: tuple[str, str, str],
    allowed: bool,
) -> None:
    invite(admin, email="secret@x.org")
    Cohort.objects.create(name="Secret cohort")
    factories.FeedbackFactory(take=take, teacher=teacher)
    if allowed:
        let_teachers_invite()
    client.force_login(other_teacher)
    answer = client.get(f"{reverse('wagtail_bulk_action', args=where)}?id=all")
    text = answer.content.decode().lower()
    assert answer.status_code == 404
    for word in ("secret", take.student.first_name.lower() + " ·"):
        assert word not in text


def test_all_of_a_filtered_list_are_those_it_shows(as_admin: Client, admin: User) -> None:
    invite(admin, email="ada@x.org")
    bob = invite(admin, email="bob@x.org")
    Invitation.objects.filter(pk=bob.pk).update(mail_state="refused")
    url = reverse("wagtail_bulk_action", args=["invitations", "invitation", "revoke"])
    as_admin.post(f"{url}?id=all&state=refused")
    assert Invitation.objects.in_state(InvitationState.REVOKED).get() == bob
    as_admin.post(f"{url}?id=all&q=nobody")
    assert Invitation.objects.in_state(InvitationState.REVOKED).count() == 1


def test_an_invitation_to_a_cohort_ends_with_the_cohort(as_admin: Client, admin: User) -> None:
    cohort = Cohort.objects.create(name="Autumn")
    invitation = invite(admin, cohort=cohort)
    delete = reverse("wagtailsnippets_invitations_cohort:delete", args=[cohort.pk])
    assert "1 open invitation to it is revoked" in as_admin.get(delete).content.decode()
    as_admin.post(delete)
    invitation.refresh_from_db()
    assert (invitation.cohort, invitation.is_usable) == (None, False)
