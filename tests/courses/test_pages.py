"""The pages that students read."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Course, CourseIndexPage, HomePage, Passage, RubricCriterion
from tests import factories
from videos.models import AssetState


def queries_of(client: Any, url: str) -> int:
    """Queries of a second visit, once content types and site paths are cached."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def page_text(client: Any, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def test_landing_page_explains_the_portal_to_guests(client: Any, db: None) -> None:
    html = page_text(client, "/")

    assert "Practise on video" in html
    assert "/account/login/" in html
    assert "Continue where you left off" not in html


def test_home_shows_courses_and_where_to_continue(as_student: Any, take: Any) -> None:
    factories.CourseFactory(title="Not yours")

    html = page_text(as_student, "/")

    assert "Violin for beginners" in html
    assert "Continue where you left off" in html
    assert f"/practice/takes/{take.pk}/" in html
    assert "1 of 1 exercises practised" in html
    assert "Not yours" not in html


def test_home_shows_what_is_due_next(as_student: Any, exercise: Any) -> None:
    exercise.due_at = timezone.now() + timedelta(days=2)
    exercise.save_revision().publish()

    html = page_text(as_student, "/")

    assert "Due next" in html
    assert "in 1\xa0day" in html


def test_home_does_not_ask_teachers_to_hand_in(client: Any, exercise: Any, teacher: Any) -> None:
    exercise.due_at = timezone.now() + timedelta(days=2)
    exercise.save_revision().publish()
    client.force_login(teacher)

    assert "Due next" not in page_text(client, "/")


def test_home_stops_showing_what_was_handed_in(as_student: Any, take: Any) -> None:
    take.exercise.due_at = timezone.now() + timedelta(days=2)
    take.exercise.save_revision().publish()

    assert "Due next" not in page_text(as_student, "/")


def test_a_take_whose_video_failed_is_still_due(as_student: Any, take: Any) -> None:
    take.exercise.due_at = timezone.now() + timedelta(days=2)
    take.exercise.save_revision().publish()
    take.asset.processing_status = AssetState.FAILED
    take.asset.save()

    html = page_text(as_student, "/")

    assert "Due next" in html
    assert "practised" not in html


@pytest.mark.parametrize(
    ("person", "words"),
    [("stranger", "No courses yet"), ("other_teacher", "Create your first course")],
)
def test_empty_portal_says_what_comes_next(
    person: str, words: str, client: Any, request: Any
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert words in page_text(client, "/")
    assert words in page_text(client, "/courses/")


def test_many_courses_come_in_pages(client: Any, teacher: Any) -> None:
    for number in range(25):
        factories.CourseFactory(title=f"Course {number:02}", owner=teacher)
    client.force_login(teacher)

    first, second, home = (page_text(client, url) for url in ("/courses/", "/courses/?page=2", "/"))

    assert ("Course 23" in first, "Course 24" in first) == (True, False)
    assert ("Course 23" in second, "Course 24" in second) == (False, True)
    assert ("Course 05" in home, "Course 06" in home, "All courses" in home) == (True, False, True)


def test_list_of_courses_asks_guests_to_log_in(client: Any, db: None) -> None:
    assert client.get("/courses/").url == "/account/login/?next=/courses/"


def test_course_shows_its_outline(as_student: Any, exercise: Any) -> None:
    factories.LessonFactory(
        parent=exercise.course.get_children()[0].specific, live=False, title="Draft"
    )

    html = page_text(as_student, exercise.course.url)

    assert "First position" in html
    assert "The bow" in html
    assert "Long bows" in html
    assert "Draft" not in html


def test_practised_exercises_are_ticked(as_student: Any, take: Any, exercise: Any) -> None:
    for page in (exercise.course, exercise.get_parent().get_parent(), exercise.get_parent()):
        assert "data-done" in page_text(as_student, page.url)


def test_lesson_leads_to_its_neighbours(as_student: Any, course: Any, exercise: Any) -> None:
    module = exercise.get_parent().get_parent().specific
    after = factories.LessonFactory(parent=module, title="The left hand")
    other_module = factories.ModuleFactory(parent=course, title="Second position")
    last = factories.LessonFactory(parent=other_module, title="Shifting")
    factories.LessonFactory(title="Of another course")

    html = page_text(as_student, after.url)

    assert 'rel="prev"' in html
    assert exercise.get_parent().title in html
    assert last.title in html
    assert "Of another course" not in html


def test_exercise_shows_demo_passages_rubric_and_room(as_student: Any, exercise: Any) -> None:
    exercise.demo_video = factories.LibraryVideoFactory()
    exercise.passages.create(label="bars 1–4", start_ms=1000, end_ms=2000)
    exercise.criteria.create(label="intonation", description="in tune", max_points=5)
    exercise.brief = [("text", "<p>Play slowly.</p>")]
    exercise.save_revision().publish()

    html = page_text(as_student, exercise.url)

    assert 'id="demo"' in html
    assert 'href="?loop=1000-2000#demo"' in html
    assert "intonation" in html
    assert "5 points" in html
    assert "Play slowly." in html
    assert 'id="practice"' in html


def test_every_page_has_breadcrumbs(as_student: Any, exercise: Any) -> None:
    html = page_text(as_student, exercise.url)

    for page in exercise.get_ancestors().filter(depth__gt=2):
        assert f'<a href="{page.url}" dir="auto">{page.title}</a>' in html
    assert '<span aria-current="page" dir="auto">Long bows</span>' in html


@pytest.mark.parametrize("where", ["home", "index", "course", "module", "lesson", "search"])
def test_queries_do_not_grow_with_the_rows(where: str, as_student: Any, exercise: Any) -> None:
    course = exercise.course
    lesson = exercise.get_parent().specific
    module = lesson.get_parent().specific
    url = {
        "home": "/",
        "index": "/courses/",
        "course": course.url,
        "module": module.url,
        "lesson": lesson.url,
        "search": "/search/?q=violin",
    }[where]
    add_one_of_each(exercise, 1)
    few = queries_of(as_student, url)

    add_one_of_each(exercise, 2)
    add_one_of_each(exercise, 3)
    cache.clear()

    assert queries_of(as_student, url) == few


def add_one_of_each(exercise: Any, number: int) -> None:
    """Another course, and another module, lesson and exercise next to the existing ones."""
    lesson = exercise.get_parent().specific
    module, course = lesson.get_parent().specific, exercise.course
    due = timezone.now() + timedelta(days=number)
    another = factories.CourseFactory(title=f"Violin {number}", owner=course.owner)
    factories.EnrolmentFactory(course=another, user=course.enrolments.first().user)
    for parent in (Course.objects.get(pk=course.pk), another):
        extra = factories.ModuleFactory(parent=parent, title=f"Violin module {number}")
        more = factories.LessonFactory(parent=extra, title=f"Violin lesson {number}")
        factories.ExerciseFactory(parent=more, title=f"Violin {number}", due_at=due)
    factories.LessonFactory(parent=module, title=f"Violin, more {number}")
    factories.ExerciseFactory(parent=lesson, title=f"Violin, again {number}")


def test_exercise_queries_do_not_grow_with_passages(as_student: Any, exercise: Any) -> None:
    def publish_with(count: int) -> int:
        spans = [(f"part {number}", number, number + 5) for number in range(count)]
        exercise.passages = [Passage(label=a, start_ms=b, end_ms=c) for a, b, c in spans]
        exercise.criteria = [
            RubricCriterion(label=f"criterion {number}") for number in range(count)
        ]
        exercise.brief = [
            ("passage", {"label": f"part {number}", "note": ""}) for number in range(count)
        ]
        exercise.save_revision().publish()
        return queries_of(as_student, exercise.url)

    assert publish_with(1) == publish_with(3)


def test_tree_allows_only_the_right_children() -> None:
    tree = {HomePage: [CourseIndexPage], CourseIndexPage: [Course]}

    for parent, children in tree.items():
        assert parent.allowed_subpage_models() == children


def test_media_of_the_pages_come_from_here(as_student: Any, exercise: Any) -> None:
    exercise.demo_youtube_url = "https://youtu.be/abcdefghijk"
    exercise.save_revision().publish()

    html = page_text(as_student, exercise.url)

    for attribute in ('src="http', "src='http", 'src="//', "url(http"):
        assert attribute not in html
