"""Who sees what: a table of people and pages."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from courses import rules
from courses.models import CourseAccess, Exercise
from tests import factories
from videos.watching.access import may_watch

PEOPLE = [
    # person, sees the course's pages, may change its class
    ("teacher", True, True),
    ("student", True, False),
    ("classmate", True, False),
    ("stranger", False, False),
    ("other_teacher", False, False),
    ("editor", True, True),
    ("admin", True, True),
]


@pytest.fixture
def pages(exercise: Any) -> list[Any]:
    return [exercise, *[page.specific for page in exercise.get_ancestors().filter(depth__gt=3)]]


@pytest.mark.parametrize(("person", "sees", "manages"), PEOPLE)
def test_pages_of_a_course_are_seen_by_those_in_it(
    person: str, sees: bool, manages: bool, pages: list[Any], request: Any, client: Any
) -> None:
    user = request.getfixturevalue(person)
    client.force_login(user)

    assert [page.is_visible_to(user) for page in pages] == [sees] * 4
    assert [client.get(page.url).status_code for page in pages] == [200 if sees else 404] * 4
    assert rules.may_manage_class(user, pages[0].course) is manages


def test_anonymous_is_sent_to_log_in_and_back(pages: list[Any], client: Any) -> None:
    for page in pages:
        assert not page.is_visible_to(AnonymousUser())
        response = client.get(page.url)
        assert response.status_code == 302
        assert response.url == f"/account/login/?next={page.url}"


def test_co_teacher_sees_the_course(pages: list[Any], other_teacher: Any) -> None:
    course = pages[0].course
    course.teachers.add(other_teacher)
    course.save()

    assert all(page.is_visible_to(other_teacher) for page in pages)
    assert rules.may_manage_class(other_teacher, course)


def test_open_course_is_seen_by_every_member(pages: list[Any], stranger: Any) -> None:
    course = pages[0].course
    course.access = CourseAccess.MEMBERS
    course.save()

    assert all(page.is_visible_to(stranger) for page in pages)


@pytest.mark.parametrize("depth", [4, 5, 6, 7])
def test_draft_hides_itself_and_everything_below(
    depth: int, pages: list[Any], student: Any, admin: Any, client: Any
) -> None:
    draft = next(page for page in pages if page.depth == depth)
    draft.unpublish()

    for user in (student, admin):
        client.force_login(user)
        for page in pages:
            expected = page.depth < depth
            assert type(page).objects.get(pk=page.pk).is_visible_to(user) is expected
            assert (client.get(page.url).status_code == 200) is expected


def test_exercises_of_other_courses_stay_apart(exercise: Any, student: Any) -> None:
    factories.ExerciseFactory()

    assert list(Exercise.objects.visible_to(student)) == [exercise]


def test_course_of_a_page_follows_a_move(exercise: Any) -> None:
    lesson = factories.LessonFactory()
    assert exercise.course.title == "Violin for beginners"

    exercise.move(lesson, pos="last-child")

    assert Exercise.objects.get(pk=exercise.pk).course == lesson.course


@pytest.fixture
def demo(exercise: Any) -> Any:
    video = factories.LibraryVideoFactory()
    exercise.demo_video = video
    exercise.save_revision().publish()
    return video


@pytest.fixture
def lesson_video(exercise: Any) -> Any:
    video = factories.LibraryVideoFactory()
    lesson = exercise.get_parent().specific
    lesson.body = [("library_video", {"video": video, "caption": ""})]
    lesson.save_revision().publish()
    return video


@pytest.mark.parametrize("where", ["demo", "lesson_video"])
@pytest.mark.parametrize(("person", "watches"), [*[(name, sees) for name, sees, _ in PEOPLE]])
def test_library_video_is_visible_to_those_who_see_its_page(
    where: str, person: str, watches: bool, request: Any
) -> None:
    video = request.getfixturevalue(where)

    assert may_watch(request.getfixturevalue(person), video.asset) is watches


def test_library_video_of_an_unpublished_page_is_for_the_staff(
    lesson_video: Any, exercise: Any, student: Any, admin: Any
) -> None:
    exercise.get_parent().specific.unpublish()

    assert not may_watch(student, lesson_video.asset)
    assert may_watch(admin, lesson_video.asset)


def test_library_video_of_no_page_is_for_its_uploader_and_the_staff(
    student: Any, teacher: Any, other_teacher: Any, editor: Any
) -> None:
    video = factories.LibraryVideoFactory(uploaded_by_user=teacher)

    watching = [may_watch(user, video.asset) for user in (student, teacher, other_teacher, editor)]

    assert watching == [False, True, False, True]


def test_rule_ignores_videos_outside_the_library(take: Any, admin: Any) -> None:
    assert rules.may_watch_asset(admin, take.asset) is False
