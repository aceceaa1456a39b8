"""Whom a teacher can find, and who is never listed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from courses.models import Course, CourseIndexPage
from courses.people import named_exactly, students_for
from courses.teaching import teaching_staff
from tests import factories
from tests.courses.test_authoring import add_url, course_data, errors_of

ADD = "/admin/class-list/add/"
TEACHERS = "/admin/choose-teacher/"
STUDENTS = "/admin/choose-student/"


def chosen_in(client: Any, url: str, **query: Any) -> set[str]:
    response = client.get(url, query)
    assert response.status_code == 200
    results = client.get(f"{url}results/", query)
    return {person.first_name for person in results.context["results"]}


@pytest.fixture
def ana(course: Any) -> User:
    """A student in the teacher's class."""
    ana = factories.UserFactory(first_name="Ana María", last_name="Berg", email="ana@example.com")
    factories.EnrolmentFactory(course=course, user=ana)
    return ana


@pytest.mark.parametrize("name", ["teacher", "other_teacher", "editor", "admin"])
def test_teachers_are_chosen_among_those_who_may_teach(
    name: str, request: Any, client: Any, teacher: Any, other_teacher: Any, editor: Any,
    admin: Any, student: Any,
) -> None:  # fmt: skip
    gone = factories.UserFactory(first_name="Gone", is_active=False)
    gone.groups.set(teacher.groups.all())
    client.force_login(request.getfixturevalue(name))

    assert chosen_in(client, TEACHERS) == {"Teacher", "Otherteacher", "Editor", "Admin"}
    assert chosen_in(client, TEACHERS, q="other") == {"Otherteacher"}
    assert chosen_in(client, TEACHERS, q="teacher@example.com") == {"Teacher"}
    assert chosen_in(client, TEACHERS, q="example.com") == set()
    assert client.get(f"{TEACHERS}chosen/{student.pk}/").status_code == 404
    assert client.get(f"{TEACHERS}chosen/1/").status_code == 404
    assert client.get(f"{TEACHERS}chosen-multiple/", {"id": "x"}).status_code == 404


def test_person_with_two_roles_is_listed_once(teacher: Any, editor: Any) -> None:
    editor.groups.add(*teacher.groups.all())

    assert sorted(teaching_staff(), key=str) == [editor, teacher]


def test_course_accepts_only_teachers(
    as_teacher: Any, teacher: Any, other_teacher: Any, student: Any
) -> None:
    index = CourseIndexPage.objects.get()

    refused = as_teacher.post(
        add_url(Course, index), course_data("Viola") | {"teachers": [student.pk]}
    )
    as_teacher.post(add_url(Course, index), course_data("Viola") | {"teachers": [other_teacher.pk]})

    assert "not one of the available choices" in errors_of(refused)
    assert list(Course.objects.get().teachers.all()) == [other_teacher]


def test_teacher_who_lost_the_role_can_stay_or_go(
    as_teacher: Any, teacher: Any, other_teacher: Any, course: Any
) -> None:
    course.teachers = [other_teacher]
    course.save_revision().publish()
    other_teacher.groups.clear()
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    data = course_data(course.title, slug=course.slug)

    html = as_teacher.get(url).content.decode()
    as_teacher.post(url, data | {"teachers": [other_teacher.pk]})
    kept = list(Course.objects.get().teachers.all())
    as_teacher.post(url, data)

    assert f'value="{other_teacher.pk}" checked' in html
    assert kept == [other_teacher]
    assert list(Course.objects.get().teachers.all()) == []


def test_course_form_lists_nobody_who_was_not_chosen(
    as_teacher: Any, course: Any, student: Any, other_teacher: Any
) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    form = as_teacher.get(url).content.decode()

    for person in (student, other_teacher):
        assert str(person.pk) not in form
        assert person.email not in form


def test_students_are_found_by_their_own_teachers(
    client: Any, course: Any, teacher: Any, other_teacher: Any, editor: Any, stranger: Any
) -> None:
    found = {}
    for user in (teacher, other_teacher, editor):
        client.force_login(user)
        found[user.first_name] = chosen_in(client, STUDENTS)

    assert found == {
        "Teacher": {"Student", "Classmate"},
        "Otherteacher": set(),
        "Editor": {"Student", "Classmate", "Stranger"},
    }


def test_only_editors_and_admins_see_addresses(
    client: Any, course: Any, teacher: Any, editor: Any, admin: Any
) -> None:
    shows = []
    for user in (teacher, editor, admin):
        client.force_login(user)
        html = client.get(f"{STUDENTS}results/").content.decode()
        shows.append("student@example.com" in html)

    assert shows == [False, True, True]


def test_class_form_shows_no_address(as_teacher: Any, course: Any, stranger: Any) -> None:
    html = as_teacher.get(ADD).content.decode()

    assert "@example.com" not in html.replace("teacher@example.com", "")
    assert "Stranger" not in html


def check(client: Any, course: Any, text: str, **more: Any) -> str:
    data = {"course": course.pk, "addresses": text, "check": "1"} | more
    html: str = client.post(ADD, data).content.decode()
    return html[html.find("What “Add” will do") :]


def test_people_are_added_by_name_and_by_address(
    as_teacher: Any, teacher: Any, ana: Any, stranger: Any
) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)
    text = "ana maría  BERG; Student\nStranger\nNobody, stranger@example.com"

    shown = check(as_teacher, viola, text)
    as_teacher.post(ADD, {"course": viola.pk, "addresses": text})

    assert "Nobody was found for these, so they will be skipped: <bdi>Stranger</bdi>" in shown
    names = set(viola.enrolments.values_list("user__first_name", flat=True))
    assert names == {"Ana María", "Student", "Stranger"}


PASTED = [
    "\ufeffAna María Berg",
    "Ana\u200b Mar\u00adía Berg\u2060",
    "Ana Mari\u0301a\u00a0Berg",
    "• Ana María Berg",
    "\uf0b7Ana María Berg",
    "- Ana María Berg",
    "–Ana María Berg",
    "1. Ana María Berg",
    "(2) Ana María Berg",
    "③ Ana María Berg",
    "4\tAna María Berg\t7b",
    "Ana María\tBerg",
    "Berg\tAna María\t7b",
    "| Ana María Berg | 7b |",
    "Berg, Ana María",
    "Berg; Ana María",
]


@pytest.mark.parametrize("text", PASTED)
def test_names_are_found_as_written_in_lists(
    as_teacher: Any, teacher: Any, ana: Any, text: str
) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    shown = check(as_teacher, viola, text)

    assert "1 person will be added" in shown
    assert "skipped" not in shown


def test_a_list_of_many_names_is_read(as_teacher: Any, teacher: Any, ana: Any) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    shown = check(as_teacher, viola, "1) Student\n2) Ana María Berg، Classmate؛ Nobody\nA\tB")

    assert "3 people will be added" in shown
    assert "skipped: <bdi>Nobody</bdi>, <bdi>A B</bdi>" in shown


def test_text_next_to_addresses_in_a_table_is_not_a_name(
    as_teacher: Any, teacher: Any, ana: Any, student: Any
) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    shown = check(as_teacher, viola, "A;Berg;ana@example.com;7b\nS;;student@example.com;7b")

    assert "2 people will be added" in shown
    assert "skipped" not in shown


@pytest.mark.parametrize(
    "query", ["\ufeffAna", "Be\u200brg", "<ana@example.com>", "mailto:ana@example.com."]
)
def test_the_chooser_reads_what_was_pasted(as_teacher: Any, ana: Any, query: str) -> None:
    assert chosen_in(as_teacher, STUDENTS, q=query) == {"Ana María"}


def test_names_of_others_students_are_unknown(client: Any, other_teacher: Any, ana: Any) -> None:
    """Just like names that nobody has."""
    own = factories.CourseFactory(owner=other_teacher)
    client.force_login(other_teacher)

    for name in ("Ana María Berg", "Nobody At All", "Ana", "%", "ana@"):
        shown = check(client, own, name)
        assert "0 people will be added" in shown
        assert f"skipped: <bdi>{name}</bdi>" in shown


def test_ambiguous_name_is_reported(as_teacher: Any, teacher: Any, ana: Any) -> None:
    course = Course.objects.get()
    twin = factories.UserFactory(first_name="Ana María", last_name="Berg")
    factories.EnrolmentFactory(course=course, user=twin)
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    shown = check(as_teacher, viola, "Ana María Berg")

    assert "More than one person has these names" in shown
    assert "0 people will be added" in shown


def test_closed_accounts_are_not_found(as_teacher: Any, teacher: Any, ana: Any) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    shown = check(as_teacher, viola, "ana@example.com, Ana María Berg")

    assert "0 people will be added" in shown
    assert ana not in students_for(teacher)


def test_editor_adds_anyone_by_name(client: Any, editor: Any, course: Any, stranger: Any) -> None:
    client.force_login(editor)

    assert "1 person will be added: <bdi>Stranger</bdi>" in check(client, course, "stranger")


def test_chosen_people_stay_chosen_when_the_form_comes_back(
    as_teacher: Any, teacher: Any, ana: Any
) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)

    html = as_teacher.post(ADD, {"course": viola.pk, "people": [ana.pk], "check": "1"})

    assert f'value="{ana.pk}" checked' in html.content.decode()


def test_exact_names_need_the_whole_name(ana: Any, teacher: Any) -> None:
    people = students_for(teacher)

    found = named_exactly(people, ["Ana", " ana   maría berg ", "%"])

    assert list(found.values()) == [[], [ana], []]
    assert named_exactly(people, []) == {}


def test_class_filter_offers_ones_own_courses(
    client: Any, course: Any, teacher: Any, other_teacher: Any, editor: Any
) -> None:
    factories.CourseFactory(title="Zither", owner=other_teacher, live=False)
    offered = {}
    for user in (teacher, other_teacher, editor):
        client.force_login(user)
        html = client.get("/admin/class-list/").content.decode()
        offered[user.first_name] = ("Zither" in html, "Violin for beginners" in html)

    assert offered == {
        "Teacher": (False, True),
        "Otherteacher": (True, False),
        "Editor": (True, True),
    }


def test_chooser_queries_do_not_grow_with_the_people(as_teacher: Any, course: Any) -> None:
    def queries() -> int:
        as_teacher.get(f"{STUDENTS}results/")
        with CaptureQueriesContext(connection) as captured:
            as_teacher.get(f"{STUDENTS}results/")
        return len(captured)

    few = queries()
    for _ in range(3):
        factories.EnrolmentFactory(course=course)

    assert queries() == few
