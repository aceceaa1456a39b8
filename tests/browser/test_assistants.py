"""An assistant is named, drafts on the desk, and hands on; a teacher sends back, then releases."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import Feedback
from feedback.services import add_marker, hand_on, open_feedback
from practice.models import Take
from tests.browser.conftest import PHONE, Login
from tests.browser.test_choosing_people import choose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLISH = "Publish"


def test_an_assistant_is_added_to_a_course(
    page: Page, login: Login, course: Any, teacher: User, assistant: User
) -> None:
    editor = reverse("wagtailadmin_pages:edit", args=[course.pk])
    login(page, teacher).goto(editor)

    choose(page, "Choose assistants", "Assistant")
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_text("published")).to_be_visible()

    assert list(course.assistants.through.objects.values_list("user", flat=True)) == [assistant.pk]
    assert not course.teachers.through.objects.exists()


@pytest.fixture
def written(take: Take, course: Any, assistant: User) -> Feedback:
    course.assistants.add(assistant)
    course.save()
    feedback = open_feedback(actor=assistant, take=take)
    add_marker(actor=assistant, feedback=feedback, start_ms=500, text="Slower bow")
    return feedback


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_a_draft_is_handed_on_from_the_desk(
    page: Page, login: Login, written: Feedback, assistant: User
) -> None:
    login(page, assistant).goto(reverse("feedback_desk", args=[written.take_id]))
    expect(page.get_by_role("button", name="Release to the student")).to_have_count(0)

    page.get_by_role("button", name="Ask a teacher to release").click()

    expect(page.get_by_text("A teacher of the course will look at your draft")).to_be_visible()
    assert Feedback.objects.get().is_in_hand


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_a_teacher_sends_a_draft_back(
    page: Page, login: Login, written: Feedback, assistant: User, teacher: User
) -> None:
    hand_on(actor=assistant, feedback=written)
    login(page, teacher).goto(reverse("feedback_queue"))
    expect(page.get_by_text("written by Assistant")).to_be_visible()

    page.get_by_role("link", name="Send back").click()
    page.get_by_label("What is missing?").fill("Say what went well, too.")
    page.get_by_role("button", name="Send back").click()

    expect(page.get_by_text("finds it in their queue")).to_be_visible()
    assert Feedback.objects.get().sent_back == "Say what went well, too."


def test_a_teacher_releases_a_draft(
    page: Page, login: Login, written: Feedback, assistant: User, teacher: User
) -> None:
    hand_on(actor=assistant, feedback=written)
    login(page, teacher).goto(reverse("feedback_queue"))

    page.get_by_role("link", name="Look at the draft").click()
    expect(page.get_by_text("who asks you to release it")).to_be_visible()
    page.get_by_role("button", name="Release to the student").click()

    expect(page.get_by_text("can see your feedback now")).to_be_visible()
    assert Feedback.objects.get().released_by == teacher
