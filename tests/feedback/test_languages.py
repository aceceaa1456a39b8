"""A teacher has one queue for a course in two languages. ADR 0031."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Course
from feedback import queue
from feedback.models import Feedback, PracticeThread
from feedback.services import start_thread
from practice.models import Take
from tests import factories
from tests.feedback.helpers import released
from tests.feedback.test_queue import stacks
from tests.languages import translated


@pytest.fixture
def both(take: Take, student: User) -> tuple[Take, Take]:
    """The student's takes in English and in German."""
    german = translated(take.exercise)
    return take, factories.TakeFactory(student=student, exercise=german, attempt=2)


@pytest.fixture
def german_teacher(both: tuple[Take, Take], other_teacher: User) -> User:
    """Teaches in German only."""
    Course.objects.filter(pk=both[1].course.pk).update(owner=other_teacher)
    return other_teacher


def test_takes_in_two_languages_are_one_stack(
    both: tuple[Take, Take], teacher: User, german_teacher: User, stranger: User
) -> None:
    for user in (teacher, german_teacher):
        [stack] = stacks(user)
        assert stack.takes == list(both)
    assert stacks(stranger) == []


def test_filters_of_the_queue_offer_each_course_and_exercise_once(
    client: Client, both: tuple[Take, Take], teacher: User
) -> None:
    client.force_login(teacher)
    url = reverse("feedback_queue")

    shown = client.get(url).context
    [course], [exercise] = shown["courses"], shown["exercises"]
    by_course = client.get(url, {"course": course.uid}).context
    by_exercise = client.get(url, {"exercise": exercise.uid}).context

    for page in (by_course, by_exercise):
        assert [stack.takes for stack in page["stacks"]] == [list(both)]
        assert page["take_count"] == 2


def test_filters_do_not_name_a_translation_without_takes(take: Take, teacher: User) -> None:
    german = translated(take.exercise)
    german.title = "Aaa"
    german.save_revision().publish()

    assert queue.exercises_waiting(teacher) == [take.exercise]


def test_feedback_and_conversations_are_for_teachers_of_either_language(
    both: tuple[Take, Take], teacher: User, german_teacher: User, student: User, stranger: User
) -> None:
    theirs = released(both[0], teacher)
    thread = start_thread(actor=student, take=both[0], text="How long?")

    assert list(Feedback.objects.visible_to(german_teacher)) == [theirs]
    assert list(PracticeThread.objects.for_teacher(german_teacher)) == [thread]
    assert list(PracticeThread.objects.visible_to(german_teacher)) == [thread]
    assert not Feedback.objects.visible_to(stranger).exists()
    assert not PracticeThread.objects.visible_to(stranger).exists()
