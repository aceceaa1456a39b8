"""The queue of takes waiting for feedback."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback import queue
from feedback.services import add_marker, open_feedback
from practice.models import Take, TakeStatus
from tests import factories
from tests.feedback.helpers import released


def waiting(exercise: Any, hours: int, **values: Any) -> Take:
    since = timezone.now() - timedelta(hours=hours)
    take: Take = factories.TakeFactory(exercise=exercise, submitted_at=since, **values)
    return take


def stacks(user: User) -> list[queue.TeacherStack]:
    takes = queue.waiting_takes(user)
    return queue.stacks_of(takes, queue.grouped(takes))


def test_the_longest_waiting_comes_first(exercise: Any, teacher: User) -> None:
    new, old, middle = (waiting(exercise, hours) for hours in (1, 9, 5))

    assert [stack.oldest for stack in stacks(teacher)] == [old, middle, new]


def test_takes_of_one_student_and_exercise_are_one_stack(
    exercise: Any, teacher: User, student: User
) -> None:
    first, second = (waiting(exercise, hours, student=student) for hours in (9, 2))
    other = waiting(exercise, 5)

    [mine, theirs] = stacks(teacher)

    assert mine.takes == [first, second]
    assert (mine.waiting_since, mine.newest_at) == (first.submitted_at, second.submitted_at)
    assert theirs.takes == [other]


@pytest.mark.parametrize(
    "status", [TakeStatus.UPLOADING, TakeStatus.ANSWERED, TakeStatus.WITHDRAWN]
)
def test_takes_that_do_not_wait_are_not_in_it(exercise: Any, teacher: User, status: str) -> None:
    waiting(exercise, 1, status=status)

    assert stacks(teacher) == []


def test_a_take_in_review_still_waits_and_shows_its_draft(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    assert [found.has_draft for found in stacks(teacher)[0].takes] == [False]

    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="x")

    assert [found.has_draft for found in stacks(teacher)[0].takes] == [True]


def test_an_answered_take_leaves_it(take: Take, teacher: User) -> None:
    released(take, teacher)

    assert stacks(teacher) == []


@pytest.mark.parametrize("name", ["other_teacher", "editor", "student"])
def test_takes_of_other_courses_are_not_in_it(
    take: Take, name: str, request: pytest.FixtureRequest
) -> None:
    assert stacks(request.getfixturevalue(name)) == []


def test_the_next_one_can_be_watched(exercise: Any, teacher: User) -> None:
    asset = factories.AssetFactory(processing_status="preparing")
    waiting(exercise, 9, asset=asset)
    ready = waiting(exercise, 1)

    assert queue.next_waiting(teacher) == ready


def test_the_page_lists_the_stacks(client: Client, take: Take, teacher: User) -> None:
    client.force_login(teacher)

    page = client.get(reverse("feedback_queue")).content.decode()

    assert str(take.student) in page
    assert reverse("feedback_desk", args=[take.pk]) in page


def test_the_page_says_when_nobody_waits(client: Client, teacher: User) -> None:
    client.force_login(teacher)

    assert "Nobody is waiting" in client.get(reverse("feedback_queue")).content.decode()


def test_the_page_filters_by_course_and_exercise(client: Client, take: Take, teacher: User) -> None:
    elsewhere = factories.ExerciseFactory(
        parent=take.exercise.get_parent(), title="Short bows", owner=teacher
    )
    other = waiting(elsewhere, 1)
    client.force_login(teacher)

    page = client.get(reverse("feedback_queue"), {"exercise": str(elsewhere.uid)})
    assert [stack.oldest for stack in page.context["stacks"]] == [other]
    page = client.get(reverse("feedback_queue"), {"course": str(take.course.uid)})
    assert len(page.context["stacks"]) == 2


def test_a_broken_filter_shows_all(client: Client, take: Take, teacher: User) -> None:
    client.force_login(teacher)

    page = client.get(reverse("feedback_queue"), {"course": "x", "page": "99"})

    assert [stack.oldest for stack in page.context["stacks"]] == [take]


def test_the_pages_go_from_longest_to_shortest_waiting(
    client: Client, exercise: Any, teacher: User
) -> None:
    takes = [waiting(exercise, 100 - place) for place in range(21)]
    client.force_login(teacher)

    second = client.get(reverse("feedback_queue"), {"page": "2"})

    assert [stack.oldest for stack in second.context["stacks"]] == takes[20:]


def test_the_page_needs_no_more_queries_for_many_takes(
    client: Client, exercise: Any, teacher: User, django_assert_max_num_queries: Any
) -> None:
    waiting(exercise, 1)
    client.force_login(teacher)
    client.get(reverse("feedback_queue"))
    with django_assert_max_num_queries(100) as few:
        client.get(reverse("feedback_queue"))
    for place in range(5):
        waiting(exercise, place)

    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse("feedback_queue"))


def test_the_menu_and_the_home_show_the_count(client: Client, take: Take, teacher: User) -> None:
    client.force_login(teacher)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "data-waiting" in page
    assert str(take.student) in page
    assert reverse("feedback_queue") in page


def test_the_home_of_an_editor_has_no_queue(client: Client, take: Take, editor: User) -> None:
    client.force_login(editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("feedback_queue") not in page


def test_the_list_of_feedback_leads_to_the_desk(client, take, teacher):
    draft = open_feedback(actor=teacher, take=take)
    client.force_login(teacher)

    html = client.get("/admin/snippets/feedback/feedback/").content.decode()

    assert f"/admin/snippets/feedback/feedback/edit/{draft.pk}/" in html
    assert "draft" in html


def test_the_empty_list_of_feedback_links_to_the_queue(client, other_teacher):
    client.force_login(other_teacher)

    html = client.get("/admin/snippets/feedback/feedback/").content.decode()

    assert "See who is waiting for feedback" in html
