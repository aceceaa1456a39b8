"""Class links in the admin: making, showing, changing and revoking them; who waits at the door."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses import services as classes
from courses.models import Course, Enrolment
from invitations import class_links, joining
from invitations.class_tokens import address_of
from invitations.models import ClassLink, InvitationRules
from invitations.qr import modules_of, qr_svg
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_invitations_classlink"
LIST, ADD = f"{NAMES}:list", f"{NAMES}:add"
CLASSES, DECIDE = "/admin/class-list/", "/admin/class-list/waiting/"
PARTS = ("edit", "code", "project")


@pytest.fixture
def as_teacher(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


def at(name: str, link: ClassLink) -> str:
    return reverse(f"{NAMES}:{name}", args=[link.pk])


def guest_of(link: ClassLink, name: str = "Nora Lind") -> User:
    return joining.join_as_guest(link=link, name=name)


def until(days: int = 3) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


def test_make_show_and_project_a_link(
    as_teacher: Client, link: ClassLink, exercise: Any, course: Course
) -> None:
    ClassLink.objects.all().delete()
    assert course.title in as_teacher.get(reverse(ADD)).content.decode()
    second = f"{reverse(ADD)}?course={course.pk}"
    assert exercise.title in as_teacher.get(second).content.decode()
    answer = as_teacher.post(
        second, {"exercise": exercise.pk, "expires_at": until(), "places": "25"}
    )
    made = ClassLink.objects.get()
    assert (made.course, made.exercise, made.places) == (course, exercise, 25)
    assert answer.url == at("edit", made)

    page = as_teacher.get(answer.url).content.decode()
    assert address_of(made) in page
    assert at("code", made) in page
    wall = as_teacher.get(at("project", made)).content.decode()
    assert course.title in wall
    assert address_of(made) in wall
    assert as_teacher.get(reverse(LIST)).status_code == 200


def test_the_code_is_a_picture_of_ours(as_teacher: Client, link: ClassLink) -> None:
    answer = as_teacher.get(at("code", link))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"style" not in answer.content
    picture = ElementTree.parse(BytesIO(answer.content)).getroot()  # noqa: S314
    assert picture.tag.endswith("svg")
    assert answer.content.decode() == qr_svg(address_of(link))


def test_the_path_of_a_code_draws_its_modules() -> None:
    """Drawn by hand again from the path's runs, module by module."""
    text = "https://practika.example/join/k7m2-9fqx-3hdw-p4tz/"
    rows = modules_of(text)
    path = qr_svg(text).rsplit('d="', 1)[1].split('"')[0]
    drawn = [[False] * len(rows) for _row in rows]
    for run in path.split("M")[1:]:
        start, length = run.split("h")[:2]
        x, y = map(int, start.split())
        for step in range(int(length.split("v")[0])):
            drawn[y][x + step] = True
    assert drawn == rows
    assert not any(any(row) for row in rows[:4]), "the quiet zone"


@pytest.mark.parametrize(
    ("who", "answers"),
    [("teacher", 200), ("other_teacher", 404), ("editor", 200), ("admin", 200), ("student", 403)],
)
def test_links_are_the_courses_teachers(
    link: ClassLink, client: Client, who: str, answers: int, request: Any
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert {client.get(at(part, link)).status_code for part in PARTS} == {answers}
    refused = client.post(at("revoke", link)).status_code
    assert refused == (302 if answers == 200 else answers)


def test_other_teachers_neither_find_nor_choose_the_course(
    link: ClassLink, client: Client, other_teacher: User, course: Course
) -> None:
    client.force_login(other_teacher)
    assert course.title not in client.get(reverse(LIST)).content.decode()
    assert course.title not in client.get(reverse(ADD)).content.decode()
    second = f"{reverse(ADD)}?course={course.pk}"
    assert client.post(second, {"expires_at": until()}).status_code == 404
    assert ClassLink.objects.count() == 1


def test_a_closed_door_closes_its_pages(as_teacher: Client, link: ClassLink) -> None:
    InvitationRules.objects.update(class_links=False)
    for url in (reverse(ADD), *(at(part, link) for part in PARTS)):
        assert as_teacher.get(url).status_code in {302, 403}
    assert "Class links" not in as_teacher.get("/admin/").content.decode()


def test_change_and_revoke(as_teacher: Client, link: ClassLink) -> None:
    as_teacher.post(at("edit", link), {"expires_at": until(5), "places": ""})
    link.refresh_from_db()
    assert link.places is None
    assert link.expires_at > timezone.now() + timedelta(days=4)

    page = as_teacher.post(at("edit", link), {"expires_at": "2020-01-01 10:00"})
    assert "in the future" in page.content.decode()

    as_teacher.post(at("revoke", link))
    link.refresh_from_db()
    assert link.state == "revoked"
    page = as_teacher.get(at("edit", link)).content.decode()
    assert address_of(link) not in page
    assert address_of(link) not in as_teacher.get(at("project", link)).content.decode()


def test_who_came_is_let_in_or_declined(as_teacher: Client, link: ClassLink) -> None:
    nora, otto, pia = (guest_of(link, name) for name in ("Nora", "Otto", "Pia"))
    for url in (CLASSES, at("edit", link)):
        page = as_teacher.get(url).content.decode()
        assert "3 people wait to be let in" in page
        assert "guests.invalid" not in page

    keys = {person: Enrolment.objects.get(user=person).pk for person in (nora, otto, pia)}
    here = at("edit", link)
    both = {"waiting": [keys[nora], keys[otto]], "do": "admit", "next": here}
    assert as_teacher.post(DECIDE, both).url == here
    as_teacher.post(DECIDE, {"waiting": [keys[pia]], "do": "decline"})
    assert not Enrolment.objects.filter(user=pia).exists()
    assert {one.user for one in Enrolment.objects.admitted()} >= {nora, otto}
    assert "to be let in</h2>" not in as_teacher.get(CLASSES).content.decode()


def test_the_door_shows_only_its_own_class(
    as_teacher: Client, link: ClassLink, teacher: User
) -> None:
    other = factories.CourseFactory(owner=teacher)
    guest_of(link, "Nora")
    classes.wait_in(person=factories.UserFactory(first_name="Otto"), course=other)
    assert len(as_teacher.get(CLASSES).context["waiting"]) == 2
    [one] = as_teacher.get(f"{CLASSES}?course={other.pk}").context["waiting"]
    assert one.user.first_name == "Otto"
    [one] = as_teacher.get(at("edit", link)).context["waiting"]
    assert one.user.first_name == "Nora"


@pytest.mark.parametrize("do", ["admit", "decline"])
def test_others_decide_nothing(
    link: ClassLink, client: Client, other_teacher: User, do: str
) -> None:
    place = Enrolment.objects.get(user=guest_of(link))
    client.force_login(other_teacher)
    client.post(DECIDE, {"waiting": [place.pk, "x"], "do": do})
    place.refresh_from_db()
    assert place.is_waiting


def test_nobody_is_led_away(as_teacher: Client, link: ClassLink) -> None:
    answer = as_teacher.post(DECIDE, {"next": "https://elsewhere.example/"})
    assert answer.url == CLASSES


@pytest.mark.parametrize("page", ["list", "one", "classes"])
def test_queries_do_not_grow(
    as_teacher: Client, link: ClassLink, teacher: User, course: Course, page: str
) -> None:
    url = {"list": reverse(LIST), "one": at("edit", link), "classes": CLASSES}[page]

    def queries() -> int:
        as_teacher.get(url)
        with CaptureQueriesContext(connection) as captured:
            as_teacher.get(url)
        return len(captured)

    guest_of(link)
    few = queries()
    for number in range(2):
        guest_of(link, f"Nora {'ab'[number]}")
        class_links.make_link(actor=teacher, course=course, exercise=link.exercise)
    assert queries() == few


def test_the_queue_marks_takes_of_who_waits(
    as_teacher: Client, link: ClassLink, exercise: Any, student: User
) -> None:
    factories.TakeFactory(student=student, exercise=exercise)
    queue = reverse("feedback_queue")
    assert "not in the class yet" not in as_teacher.get(queue).content.decode()
    guest = guest_of(link)
    factories.TakeFactory(student=guest, exercise=exercise)
    assert as_teacher.get(queue).content.decode().count("not in the class yet") == 1
    classes.admit(actor=exercise.course.owner, enrolment=Enrolment.objects.get(user=guest))
    assert "not in the class yet" not in as_teacher.get(queue).content.decode()
