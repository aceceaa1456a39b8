"""A class link: who gets in by it, how many, and when nobody does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.guests import is_placeholder
from accounts.models import User
from accounts.roles import Role
from core.errors import Refusal
from courses.models import Course, Enrolment, Exercise
from courses.services import decline
from events.models import Event
from invitations import class_links, joining
from invitations.class_tokens import address_of, found_by, token_of
from invitations.models import Arrival, ClassLink, InvitationRules
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    cache.clear()


def guests() -> Any:
    return User.objects.filter(email__endswith="@guests.invalid")


def url_of(link: ClassLink) -> str:
    return f"/join/{token_of(link)}/"


def begin(browser: Client, link: ClassLink, name: str = "Nora Lind") -> Any:
    return browser.post(url_of(link), {"name": name})


def test_name_first_then_straight_to_the_exercise(
    link: ClassLink, exercise: Exercise, client: Client
) -> None:
    page = client.get(url_of(link)).content.decode()
    assert exercise.title in page
    assert exercise.course.title in page
    assert not guests().exists()

    answer = begin(client, link)
    assert answer.url == exercise.url
    shown = client.get(exercise.url)
    assert shown.status_code == 200
    assert "practice-room" in shown.content.decode()

    nora = guests().get()
    assert nora.display_name == "Nora Lind"
    assert (nora.is_guest, nora.has_usable_password(), nora.address) == (True, False, "")
    assert is_placeholder(nora.email)
    assert nora.role_names == {Role.STUDENT.value}
    assert Enrolment.objects.waiting().filter(user=nora, course=exercise.course).exists()
    assert Arrival.objects.get(link=link).user == nora
    link.refresh_from_db()
    assert link.taken == 1
    assert Event.objects.filter(verb="courses.waits", actor=nora).count() == 1


def test_opening_the_link_uses_nothing_up(link: ClassLink) -> None:
    for _number in range(3):
        assert Client().get(url_of(link)).status_code == 200
        assert Client().head(url_of(link)).status_code == 200
    link.refresh_from_db()
    assert (link.taken, guests().count()) == (0, 0)


def test_a_link_without_an_exercise_begins_at_the_first(
    link: ClassLink, exercise: Exercise, client: Client
) -> None:
    ClassLink.objects.update(exercise=None)
    first = Exercise.objects.order_by("path")[0]
    assert begin(client, link).url == first.url


def test_titles_of_drafts_are_not_shown(
    link: ClassLink, exercise: Exercise, client: Client
) -> None:
    exercise.get_parent().specific.unpublish()
    page = client.get(url_of(link)).content.decode()
    assert exercise.title not in page
    assert exercise.course.title in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "has expired"),
        ({"revoked_at": timezone.now()}, "was withdrawn"),
        ({"places": 1, "taken": 1}, "is used up"),
    ],
)
def test_closed_links_say_what_to_do_and_make_no_account(
    link: ClassLink, client: Client, change: dict[str, Any], words: str
) -> None:
    ClassLink.objects.update(**change)
    for answer in (client.get(url_of(link)), begin(client, link)):
        assert answer.status_code == 410
        assert words in answer.content.decode()
    assert not guests().exists()


def test_an_admin_can_close_the_door(link: ClassLink, client: Client) -> None:
    InvitationRules.objects.update(class_links=False)
    assert client.get(url_of(link)).status_code == 410
    assert begin(client, link).status_code == 410
    assert not guests().exists()


def test_the_door_is_closed_at_first(db: None) -> None:
    assert not InvitationRules.load().class_links


def test_an_unpublished_course_lets_nobody_in(link: ClassLink, client: Client) -> None:
    link.course.unpublish()
    page = client.get(url_of(link))
    assert page.status_code == 410
    assert link.course.title not in page.content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..", "abcd-efgh-jkmn-pqrs"])
def test_guessed_links(link: ClassLink, client: Client, token: str) -> None:
    assert client.get(f"/join/{token}/").status_code in {400, 404}


def test_the_address_can_be_typed_from_a_wall(link: ClassLink) -> None:
    token = token_of(link)
    assert re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}", token)
    for typed in (token, token.upper(), token.replace("-", "")):
        assert found_by(typed) == link
    assert token.replace("-", "") not in link.token_hash


def test_links_outlive_a_change_of_the_secret(link: ClassLink, settings: Any) -> None:
    old = token_of(link)
    settings.SECRET_KEY = "another secret, as long as it takes to be one"
    assert found_by(old) == link
    address_of(link)
    assert found_by(token_of(link)) == link


@pytest.mark.parametrize("name", ["", "   ", "Nora ✓", "Head Teacher", "x" * 151])
def test_bad_names_are_said_and_use_nothing_up(link: ClassLink, client: Client, name: str) -> None:
    page = begin(client, link, name)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not guests().exists()
    link.refresh_from_db()
    assert link.taken == 0


def test_nobody_takes_the_name_of_a_teacher(link: ClassLink, client: Client, teacher: User) -> None:
    assert begin(client, link, teacher.display_name).context["form"].errors
    assert not guests().exists()


def test_who_has_an_account_joins_with_it(
    link: ClassLink, client: Client, stranger: User, exercise: Exercise
) -> None:
    client.force_login(stranger)
    assert b'name="name"' not in client.get(url_of(link)).content
    assert client.post(url_of(link)).url == exercise.url
    assert Enrolment.objects.waiting().get().user == stranger
    assert client.get(url_of(link)).url == exercise.url, "there is nothing left to do"
    client.post(url_of(link))
    link.refresh_from_db()
    assert (link.taken, guests().count()) == (1, 0)
    stranger.refresh_from_db()
    assert not stranger.is_guest


@pytest.mark.parametrize("who", ["student", "teacher", "admin"])
def test_who_is_there_already_is_led_on(
    link: ClassLink, client: Client, exercise: Exercise, who: str, request: Any
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(url_of(link)).url == exercise.url
    assert not Arrival.objects.exists()


def test_too_many_from_one_place(link: ClassLink, settings: Any) -> None:
    settings.GUESTS_A_MINUTE_PER_PLACE = 2
    assert [begin(Client(), link).status_code for _number in range(2)] == [302, 302]
    page = begin(Client(), link, "Otto")
    assert page.status_code == 429
    assert 1 <= int(page["Retry-After"]) <= 60
    assert "Wait a minute, then begin." in page.content.decode()
    assert "Otto" in page.content.decode(), "what was typed stays"
    assert guests().count() == 2


def test_only_teachers_of_the_course_make_links(
    course: Course, teacher: User, editor: User, other_teacher: User, student: User
) -> None:
    InvitationRules.objects.update_or_create(defaults={"class_links": True})
    for user in (teacher, editor):
        assert class_links.make_link(actor=user, course=course).course == course
    for user in (other_teacher, student):
        with pytest.raises(Refusal, match="Only the teachers"):
            class_links.make_link(actor=user, course=course)


def test_no_links_while_the_door_is_closed(course: Course, teacher: User) -> None:
    with pytest.raises(Refusal, match="Only the teachers"):
        class_links.make_link(actor=teacher, course=course)


def test_the_exercise_is_one_of_the_course(link: ClassLink, teacher: User) -> None:
    with pytest.raises(Refusal, match="in another course"):
        class_links.make_link(
            actor=teacher, course=link.course, exercise=factories.ExerciseFactory()
        )


def test_more_places_open_a_full_link(link: ClassLink, client: Client, teacher: User) -> None:
    ClassLink.objects.update(places=1, taken=1)
    until = timezone.now() + timedelta(days=1)
    class_links.change_link(actor=teacher, link=link, expires_at=until, places=2)
    assert begin(client, link).status_code == 302
    class_links.revoke_link(actor=teacher, link=link)
    with pytest.raises(Refusal, match="has been revoked"):
        class_links.change_link(actor=teacher, link=link, expires_at=until, places=3)


@pytest.mark.django_db(transaction=True)
def test_thirty_at_the_same_moment_all_get_in(link: ClassLink) -> None:
    def come(number: int) -> Any:
        return lambda: begin(Client(), link, f"Pupil {'abcdefghij'[number % 10]}").status_code

    assert at_once(*[come(number) for number in range(30)]) == [302] * 30
    link.refresh_from_db()
    assert link.taken == guests().count() == Enrolment.objects.waiting().count() == 30


@pytest.mark.django_db(transaction=True)
def test_of_thirty_exactly_ten_get_in_where_ten_may(link: ClassLink) -> None:
    ClassLink.objects.update(places=10)
    link.refresh_from_db()

    def come() -> Any:
        return bool(joining.join_as_guest(link=link, name="Pupil"))

    told = at_once(*[come] * 30)
    assert (told.count(True), told.count("full")) == (10, 20)
    link.refresh_from_db()
    assert link.taken == guests().count() == Enrolment.objects.waiting().count() == 10


def test_whoever_was_declined_does_not_come_again_by_a_link(
    link: ClassLink, client: Client, teacher: User
) -> None:
    begin(client, link)
    decline(actor=teacher, enrolment=Enrolment.objects.waiting().get())
    page = client.post(url_of(link))
    assert page.status_code == 410
    assert "You are not in this class" in page.content.decode()
    assert not Enrolment.objects.waiting().exists()
    link.refresh_from_db()
    assert link.taken == 1
