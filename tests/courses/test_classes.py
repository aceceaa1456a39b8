"""The admin's course list and class list."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from accounts.models import PeopleRules
from core.errors import Refusal
from courses import services
from courses.models import Enrolment
from events.models import Event
from tests import factories

COURSES = "/admin/course-list/"
CLASSES = "/admin/class-list/"
ADD = "/admin/class-list/add/"


def rows(response: Any) -> list[Any]:
    assert response.status_code == 200
    return list(response.context["object_list"])


def test_course_list_counts_students_exercises_and_waiting_takes(
    as_teacher: Any, exercise: Any, take: Any
) -> None:
    response = as_teacher.get(COURSES)

    [row] = rows(response)
    headings = [str(column.label) for column in response.context["table"].columns.values()]
    assert headings[2:5] == ["Students", "Exercises", "Waiting"]
    figures = (row.student_count, row.exercise_count, row.waiting_count)
    assert (row.title, *figures) == ("Violin for beginners", 2, 1, 1)


def test_course_list_shows_a_teacher_their_own(
    client: Any, course: Any, other_teacher: Any, editor: Any, admin: Any
) -> None:
    seen = []
    for user in (other_teacher, editor, admin):
        client.force_login(user)
        seen.append([row.title for row in rows(client.get(COURSES))])

    assert seen == [[], ["Violin for beginners"], ["Violin for beginners"]]


def test_course_list_queries_do_not_grow(as_teacher: Any, course: Any, teacher: Any) -> None:
    def queries() -> int:
        as_teacher.get(COURSES)
        with CaptureQueriesContext(connection) as captured:
            as_teacher.get(COURSES)
        return len(captured)

    few = queries()
    for _ in range(2):
        more = factories.CourseFactory(owner=teacher)
        factories.EnrolmentFactory(course=more)

    assert queries() == few


@pytest.mark.parametrize("url", [COURSES, "/admin/"])
def test_teacher_without_courses_is_invited_to_create_one(
    url: str, as_teacher: Any, teacher: Any
) -> None:
    empty = as_teacher.get(url).content.decode()
    factories.CourseFactory(owner=teacher)

    assert "Create your first course" in empty
    assert "Create your first course" not in as_teacher.get(url).content.decode()


def test_new_course_leads_into_the_editor(as_teacher: Any, client: Any, db: None) -> None:
    response = as_teacher.get(reverse("courses:new_course"))

    assert response.status_code == 302
    assert "/admin/pages/add/courses/course/" in response.url


def test_new_course_is_not_for_students(as_student: Any) -> None:
    assert as_student.get(reverse("courses:new_course")).status_code == 403


def test_menu_has_courses_and_classes(as_teacher: Any) -> None:
    html = as_teacher.get("/admin/").content.decode()

    assert COURSES in html
    assert CLASSES in html


def test_several_people_are_added_at_once(
    as_teacher: Any, teacher: Any, course: Any, student: Any, stranger: Any
) -> None:
    another = factories.UserFactory(email="another@example.com")
    viola = factories.CourseFactory(title="Viola", owner=teacher)
    factories.EnrolmentFactory(course=viola, user=stranger)
    data = {
        "course": course.pk,
        "people": [stranger.pk],
        "addresses": "Another@Example.com, <student@example.com>;\nnobody@example.com word",
    }

    checked = as_teacher.post(ADD, data | {"check": "1"})
    before = set(course.enrolments.values_list("user__email", flat=True))
    added = as_teacher.post(ADD, data, follow=True)

    preview, html = checked.content.decode(), added.content.decode()
    assert "2 people will be added" in preview
    assert "Already in the course:" in preview
    assert "nobody@example.com" in preview
    assert before == {"student@example.com", "classmate@example.com"}
    assert set(course.enrolments.values_list("user__email", flat=True)) == before | {
        "another@example.com",
        "stranger@example.com",
    }
    assert "2 people were added to “\u2068Violin for beginners\u2069”." in html
    assert "Nobody was found for these" in html
    assert PageLogEntry.objects.filter(action="courses.enrolled", user=teacher).count() == 2
    news = Event.objects.filter(verb="courses.enrolled", actor=teacher)
    assert {event.payload["person"] for event in news} == {str(another.pk), str(stranger.pk)}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (
            {"addresses": "", "people": []},
            "Choose people, or enter their e-mail addresses or names.",
        ),
        ({"addresses": " ".join(f"p{n}@x.org" for n in range(501))}, "too many at once"),
        ({"people": ["00000000-0000-0000-0000-000000000000"]}, "not one of the available"),
        ({"people": ["nobody"]}, "is not a valid"),
    ],
)
def test_wrong_class_forms_are_explained(
    data: Any, complaint: str, as_teacher: Any, course: Any
) -> None:
    html = as_teacher.post(ADD, {"course": course.pk, "addresses": ""} | data).content.decode()

    assert complaint in html
    assert course.enrolments.count() == 2


def test_other_teachers_classes_are_closed(
    client: Any, other_teacher: Any, stranger: Any, course: Any
) -> None:
    client.force_login(other_teacher)
    enrolment = course.enrolments.first()

    assert rows(client.get(CLASSES)) == []
    html = client.post(ADD, {"course": course.pk, "people": [stranger.pk]}).content.decode()
    assert "not one of the available choices" in html
    assert client.post(f"{CLASSES}delete/{enrolment.pk}/").status_code == 404
    assert course.enrolments.count() == 2


def test_person_is_removed_from_a_course(as_teacher: Any, course: Any, student: Any) -> None:
    enrolment = course.enrolments.get(user=student)

    asked = as_teacher.get(f"{CLASSES}delete/{enrolment.pk}/")
    as_teacher.post(f"{CLASSES}delete/{enrolment.pk}/")

    assert asked.status_code == 200
    assert not Enrolment.objects.filter(pk=enrolment.pk).exists()
    assert not course.is_visible_to(student)
    assert PageLogEntry.objects.filter(action="courses.unenrolled").count() == 1


def test_class_list_is_searched_and_filtered(as_teacher: Any, course: Any, teacher: Any) -> None:
    other = factories.CourseFactory(title="Viola", owner=teacher)
    factories.EnrolmentFactory(course=other)

    assert len(rows(as_teacher.get(CLASSES))) == 3
    assert len(rows(as_teacher.get(CLASSES, {"q": "classmate"}))) == 1
    assert len(rows(as_teacher.get(CLASSES, {"course": other.pk}))) == 1


def test_students_do_not_reach_the_class_list(as_student: Any) -> None:
    for url in (CLASSES, ADD, COURSES):
        assert as_student.get(url).status_code == 403


def test_enrolling_twice_enrols_once(teacher: Any, course: Any, stranger: Any) -> None:
    first = services.enrol(actor=teacher, course=course, people=[stranger, stranger])
    second = services.enrol(actor=teacher, course=course, people=[stranger])

    assert [len(first), len(second)] == [1, 0]


def test_only_its_teachers_change_a_class(other_teacher: Any, course: Any, student: Any) -> None:
    with pytest.raises(Refusal, match="Only the teachers"):
        services.enrol(actor=other_teacher, course=course, people=[student])
    with pytest.raises(Refusal, match="Only the teachers"):
        services.unenrol(actor=other_teacher, enrolment=course.enrolments.first())


def test_a_teacher_without_a_course_is_shown_how_to_begin(client: Any, other_teacher: Any) -> None:
    client.force_login(other_teacher)

    html = client.get(ADD).content.decode()

    assert "Create your first course" in html
    assert "E-mail addresses" not in html


def test_no_part_of_an_address_finds_anybody_for_teachers(
    as_teacher: Any, student: Any, course: Any
) -> None:
    def finds(words: str) -> bool:
        html = as_teacher.get(f"{CLASSES}results/", {"q": words}).content.decode()
        return student.display_name in html

    part = student.email.split("@")[1]
    assert (finds(student.first_name), finds(student.email), finds(part)) == (True, True, False)
    PeopleRules.objects.update_or_create(defaults={"teachers_see_addresses": True})
    assert finds(part)
