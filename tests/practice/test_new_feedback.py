"""The home page starts with feedback the student has not seen yet."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, release_feedback, take_back_feedback
from practice.models import Take, TakeStatus
from tests import factories
from tests.feedback.helpers import released

pytestmark = pytest.mark.django_db

HEADING = "New feedback"


def home(client: Client) -> str:
    return client.get("/").content.decode()


@pytest.fixture
def as_student(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


@pytest.fixture
def answered(take: Take, teacher: User) -> Feedback:
    return released(take, teacher)


def test_new_feedback_leads_home_until_the_take_is_opened(
    as_student: Client, take: Take, answered: Feedback
) -> None:
    html = home(as_student)
    assert html.index(HEADING) < html.index(f'data-take="{take.pk}"') < html.index("Courses</h2>")
    assert html.count(f'data-take="{take.pk}"') == 1

    as_student.get(take.get_absolute_url())
    assert HEADING not in home(as_student)
    assert f'data-take="{take.pk}"' in home(as_student)


def test_draft_does_not_count_as_new_feedback(
    as_student: Client, take: Take, teacher: User
) -> None:
    open_feedback(actor=teacher, take=take)

    assert HEADING not in home(as_student)


def test_viewing_by_somebody_else_changes_nothing(
    as_student: Client, answered: Feedback, take: Take, teacher: User
) -> None:
    other = Client()
    other.force_login(teacher)
    other.get(take.get_absolute_url())
    other.get(f"/api/v1/clips/{take.pk}/feedback/")

    assert HEADING in home(as_student)


def test_correction_is_new_feedback_but_withdrawn_feedback_is_not(
    as_student: Client, answered: Feedback, take: Take, teacher: User
) -> None:
    as_student.get(f"/api/v1/clips/{take.pk}/feedback/")
    assert HEADING not in home(as_student)

    add_marker(actor=teacher, feedback=answered, start_ms=10, text="And this")
    release_feedback(actor=teacher, feedback=answered)
    assert HEADING in home(as_student)

    take_back_feedback(actor=teacher, feedback=answered)
    assert HEADING not in home(as_student)


def test_list_is_limited_and_queries_do_not_grow(
    as_student: Client, student: User, exercise: Any
) -> None:
    def answer(count: int) -> None:
        for _ in range(count):
            factories.TakeFactory(
                student=student,
                exercise=exercise,
                status=TakeStatus.ANSWERED,
                answered_at=timezone.now(),
                has_unseen_feedback=True,
                attempt=Take.objects.count() + 1,
            )

    answer(1)
    home(as_student)
    with CaptureQueriesContext(connection) as one:
        home(as_student)
    answer(8)
    with CaptureQueriesContext(connection) as many:
        html = home(as_student)
    assert len(many) == len(one)
    assert html.count("data-take=") == 6
    assert "/practice/?state=answered" in html


def test_no_sentence_promises_more_privacy_than_the_exercise_gives(client: Client) -> None:
    assert "Only your teacher sees it" not in home(client)
