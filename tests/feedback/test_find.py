"""Search in the admin: pages, students and takes, limited to one's own courses."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import PeopleRules, User
from courses.models import Enrolment
from feedback import find
from practice.models import Take, TakeStatus
from tests import factories
from tests.feedback.helpers import released
from tests.security.payloads import PAYLOADS


@pytest.fixture
def mira(course: Any) -> User:
    mira = factories.UserFactory(first_name="Mira", last_name="Solberg", email="ms@example.com")
    factories.EnrolmentFactory(course=course, user=mira)
    return mira


def page_of(client: Client, query: str) -> str:
    return client.get(reverse("find"), {"q": query}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "Mira", "sol", "solberg mira", "MIRA S", "ms@example.com", " Mira  Solberg ",
        "\ufeffMira Sol\u200bberg", "<ms@example.com>", "mailto:MS@example.com.",
    ],
)  # fmt: skip
def test_a_teacher_finds_their_student_by_name(mira: User, teacher: User, query: str) -> None:
    assert list(find.students_named(teacher, query)) == [mira]


@pytest.mark.parametrize("query", ["Mira Weber", "", "   ", "example", "%", "_"])
def test_other_words_find_nobody(mira: User, teacher: User, query: str) -> None:
    assert list(find.students_named(teacher, query)) == []


def test_capitals_with_accents_are_found(mira: User, teacher: User) -> None:
    User.objects.filter(pk=mira.pk).update(first_name="Émile")

    assert [one.pk for one in find.students_named(teacher, "émile")] == [mira.pk]


@pytest.mark.parametrize(
    ("name", "finds"),
    [("teacher", True), ("editor", True), ("admin", True), ("other_teacher", False)],
)
def test_students_of_other_courses_are_not_found(
    client: Client, mira: User, name: str, finds: bool, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert ("Solberg" in page_of(client, "Mira")) is finds
    student = client.get(reverse("find_student", args=[mira.pk]))
    assert student.status_code == (200 if finds else 404)


def test_former_students_are_found_with_their_takes(
    exercise: Any, mira: User, teacher: User
) -> None:
    Enrolment.objects.filter(user=mira).delete()
    assert list(find.students_named(teacher, "Mira")) == []

    factories.TakeFactory(exercise=exercise, student=mira)

    assert list(find.students_named(teacher, "Mira")) == [mira]


def test_colleagues_and_strangers_are_not_my_students(
    course: Any, teacher: User, other_teacher: User, stranger: User
) -> None:
    for person in (other_teacher, stranger):
        assert list(find.students_named(teacher, person.first_name)) == []


def test_a_students_page_is_limited_to_ones_own_courses(
    client: Client, exercise: Any, mira: User, teacher: User, other_teacher: User
) -> None:
    mine = factories.TakeFactory(exercise=exercise, student=mira)
    feedback = released(mine, teacher)
    unfinished = factories.TakeFactory(exercise=exercise, student=mira, status=TakeStatus.UPLOADING)
    elsewhere = factories.CourseFactory(title="Their secret course", owner=other_teacher)
    factories.EnrolmentFactory(course=elsewhere, user=mira)
    lesson = factories.LessonFactory(parent=factories.ModuleFactory(parent=elsewhere))
    theirs = factories.TakeFactory(exercise=factories.ExerciseFactory(parent=lesson), student=mira)
    client.force_login(teacher)

    page = client.get(reverse("find_student", args=[mira.pk])).content.decode()

    assert "Violin for beginners" in page
    assert mine.get_absolute_url() in page
    assert f"/admin/snippets/feedback/feedback/edit/{feedback.pk}/" in page
    for hidden in ("Their secret course", theirs.get_absolute_url(), str(unfinished.pk)):
        assert hidden not in page


@pytest.mark.parametrize("query", ["Mira", "long bows"])
def test_takes_are_found_by_student_and_by_exercise(
    client: Client, exercise: Any, mira: User, teacher: User, other_teacher: User, query: str
) -> None:
    take = factories.TakeFactory(exercise=exercise, student=mira)

    assert list(find.found_takes(teacher, query)) == [take]
    assert list(find.found_takes(other_teacher, query)) == []


def test_an_editor_can_read_the_feedback_found(
    client: Client, take: Take, teacher: User, editor: User
) -> None:
    feedback = released(take, teacher)
    client.force_login(editor)

    page = page_of(client, take.student.first_name)

    assert f"/admin/snippets/feedback/feedback/inspect/{feedback.pk}/" in page


@pytest.mark.parametrize(("name", "finds"), [("teacher", True), ("other_teacher", False)])
def test_only_ones_own_pages_are_found(
    client: Client, exercise: Any, name: str, finds: bool, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    page = page_of(client, "bow")

    assert (reverse("wagtailadmin_pages:edit", args=[exercise.pk]) in page) is finds
    assert ("Long bows" in page) is finds


def test_the_home_search_uses_find_not_the_explorer(
    client: Client, mira: User, teacher: User
) -> None:
    client.force_login(teacher)

    home = client.get("/admin/").content.decode()

    assert f'action="{reverse("find")}"' in home
    assert '/admin/pages/1/"' not in home
    assert f"{reverse('find')}?q=" in client.get("/admin/pages/search/?q=x").content.decode()


@pytest.mark.parametrize("name", ["student", "stranger"])
def test_students_find_nothing_in_the_admin(
    client: Client, mira: User, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    for address in (reverse("find"), reverse("find_student", args=[mira.pk])):
        assert client.get(address).status_code == 403


def test_hostile_input_is_plain_text(client: Client, mira: User, teacher: User) -> None:
    client.force_login(teacher)
    for payload in [*PAYLOADS, "'\"", "a" * 5000, "AND OR NOT *"]:
        response = client.get(reverse("find"), {"q": payload})
        assert response.status_code == 200
        assert "<script>pwn" not in response.content.decode()


@pytest.mark.parametrize("address", ["find", "find_student"])
def test_find_needs_no_more_queries_for_three_than_for_one(
    client: Client, exercise: Any, mira: User, teacher: User, address: str
) -> None:
    url = reverse("find") + "?q=mira" if address == "find" else reverse(address, args=[mira.pk])
    client.force_login(teacher)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            released(factories.TakeFactory(exercise=exercise, student=mira), teacher)
            namesake = factories.UserFactory(first_name="Mira")
            factories.EnrolmentFactory(course=exercise.course, user=namesake)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_teachers_see_addresses_only_where_an_admin_says_so(
    client: Client, mira: User, teacher: User, editor: User
) -> None:
    pages = [reverse("find") + "?q=mira", reverse("find_student", args=[mira.pk])]

    def seen_by(person: User) -> list[bool]:
        client.force_login(person)
        return [mira.email in client.get(page).content.decode() for page in pages]

    assert seen_by(teacher) == [False, False]
    assert seen_by(editor) == [True, True]
    PeopleRules.objects.update_or_create(defaults={"teachers_see_addresses": True})
    assert seen_by(teacher) == [True, True]
