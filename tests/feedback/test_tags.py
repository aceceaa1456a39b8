"""What a take's page shows of feedback and conversations, and what it must not show."""

import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import User
from courses.models import PeerVisibility
from feedback.services import (
    add_marker,
    open_feedback,
    start_thread,
    take_back_feedback,
    write_summary,
)
from practice.models import Take
from tests import factories
from tests.feedback.helpers import released

PAGE = Template(
    "{% load take_feedback conversations %}{% take_feedback take %}{% conversations take %}"
)


@pytest.fixture(autouse=True)
def _everyone_may_watch(take: Take) -> None:
    take.exercise.peer_visibility = PeerVisibility.OPEN
    take.exercise.save()


def page(take: Take, user: User) -> str:
    request = RequestFactory().get(take.get_absolute_url())
    request.user = user
    take = Take.objects.select_related("asset").get(pk=take.pk)
    return PAGE.render(Context({"request": request, "take": take}))


def pins(html: str) -> Any:
    found = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1]) if found else []


def test_the_student_sees_each_remark_at_its_moment(
    take: Take, teacher: User, student: User
) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=2000, end_ms=4000, text="Hold <it>")
    write_summary(actor=teacher, feedback=feedback, summary="Lovely tone.")
    feedback = released(take, teacher, "Slower here")

    html = page(take, student)

    assert "Lovely tone." in html
    assert "Hold &lt;it&gt;" in html
    assert 'href="?t=2000&amp;loop=2000-4000"' in html
    assert [(pin["startMs"], pin["endMs"]) for pin in pins(html)] == [(1000, None), (2000, 4000)]
    assert {pin["author"] for pin in pins(html)} == {str(teacher)}


def test_only_scored_criteria_are_shown(take: Take, teacher: User, student: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    factories.FeedbackScoreFactory(feedback=feedback, label="Bow", points=3, comment="Straight")
    factories.FeedbackScoreFactory(feedback=feedback, label="Ear", points=None)
    released(take, teacher)

    html = page(take, student)

    assert "Bow" in html
    assert "3 / 4" in html
    assert "Ear" not in html


@pytest.mark.parametrize("name", ["student", "classmate"])
def test_a_draft_never_shows(
    take: Take, teacher: User, name: str, request: pytest.FixtureRequest
) -> None:
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="Secret remark")
    write_summary(actor=teacher, feedback=feedback, summary="Secret summary")

    assert "Secret" not in page(take, request.getfixturevalue(name))


@pytest.mark.parametrize("name", ["student", "classmate"])
def test_a_change_after_the_release_never_shows(
    take: Take, teacher: User, name: str, request: pytest.FixtureRequest
) -> None:
    feedback = released(take, teacher, "Open")
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="Secret remark")

    assert "Secret" not in page(take, request.getfixturevalue(name))


def test_feedback_taken_back_is_no_longer_shown(take: Take, teacher: User, student: User) -> None:
    feedback = released(take, teacher, "Secret again")
    marker = feedback.markers.get()
    start_thread(actor=teacher, take=take, text="Secret talk", marker_uid=marker.uid)

    take_back_feedback(actor=teacher, feedback=feedback)

    assert "Secret" not in page(take, student)


def test_a_classmate_sees_neither_feedback_nor_conversation(
    take: Take, teacher: User, student: User, classmate: User
) -> None:
    marker = released(take, teacher, "For the student").markers.get()
    start_thread(actor=student, take=take, text="Why so?", marker_uid=marker.uid)
    start_thread(actor=student, take=take, text="In general?")

    assert page(take, classmate).strip() == ""


def test_a_conversation_about_a_remark_is_shown_beside_it(
    take: Take, teacher: User, student: User
) -> None:
    marker = released(take, teacher).markers.get()
    start_thread(actor=student, take=take, text="Why so?", marker_uid=marker.uid)

    html = page(take, student)

    assert html.count("Why so?") == 1
    assert f'id="talk-{marker.uid}"' in html


def test_a_conversation_about_a_moment_links_there(take: Take, student: User) -> None:
    thread = start_thread(actor=student, take=take, text="Here?", at_ms=3000)

    html = page(take, student)

    assert f'href="?t=3000#thread-{thread.pk}"' in html


def test_a_waiting_student_sees_that_remarks_will_come(take: Take, student: User) -> None:
    assert "will appear here" in page(take, student)


def test_somebody_who_left_still_has_their_words(take: Take, teacher: User, student: User) -> None:
    thread = start_thread(actor=student, take=take, text="Hello")
    factories.ThreadMessageFactory(thread=thread, author=None, text="Good bye")
    feedback = released(take, teacher)
    type(feedback).objects.filter(pk=feedback.pk).update(teacher=None)

    html = page(take, student)

    assert "someone who left" in html
    assert "A teacher who left" in html


def test_the_page_needs_no_more_queries_for_many_remarks(
    take: Take, teacher: User, student: User, django_assert_max_num_queries: Any
) -> None:
    marker = released(take, teacher).markers.get()
    start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)
    start_thread(actor=student, take=take, text="And this?")
    page(take, student)
    with django_assert_max_num_queries(50) as few:
        page(take, student)
    feedback = released(take, teacher, *("x" for _ in range(8)))
    for marker in feedback.markers.all():
        start_thread(actor=student, take=take, text="Why?", marker_uid=marker.uid)
    start_thread(actor=student, take=take, text="Hm?")

    with django_assert_max_num_queries(len(few.captured_queries)):
        page(take, student)
