"""Comparing two versions of feedback or of a page, in terms a teacher understands."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Passage
from feedback.services import open_feedback
from tests import factories
from tests.feedback.desk import Desk
from tests.feedback.helpers import with_rubric

UNCHANGED = "Nothing was changed here"


def compared(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    table = BeautifulSoup(answer.content.decode(), "html.parser").select_one("table.listing")
    assert table
    return " ".join(table.get_text(" ").split())


def versions(feedback: Any, client: Client) -> str:
    name = "wagtailsnippets_feedback_feedback:revisions_compare"
    return compared(client, reverse(name, args=[feedback.pk, "earliest", "latest"]))


@pytest.fixture
def desk(client: Client, exercise: Any, teacher: User, student: User) -> Desk:
    exercise.passages = [
        Passage(label="Bars 1–8", start_ms=0, end_ms=1000),
        Passage(label="Bars 9–16", start_ms=1000, end_ms=3000),
    ]
    take = with_rubric(exercise, "Intonation", "Bow", max_points=4)
    client.force_login(teacher)
    return Desk(client, open_feedback(actor=teacher, take=take))


def test_only_changed_remarks_are_listed_in_readable_form(desk: Desk, client: Client) -> None:
    first, second = desk.feedback.take.exercise.passages.all()
    row = desk.write("Slower", at="0:01.250", passage_uid=str(first.uid))
    desk.write(UNCHANGED, at="0:02")
    desk.write("Will go", at="0:03")
    desk.fields["scores-0-points"] = "2"
    desk.release()
    desk.reload()
    desk.change("Slower", "Much slower")
    desk.fields |= {f"{row}-start_ms": "0:01.500", f"{row}-passage_uid": str(second.uid)}
    desk.fields |= {f"{row}-tag": "keep", f"{row}-end_ms": "0:02"}
    desk.fields["scores-0-points"] = "3"
    desk.delete("Will go")
    desk.write("Came later", at="0:04")
    desk.autosave()

    shown = versions(desk.feedback, client)

    assert UNCHANGED not in shown
    for words in (
        "0:01.250", "0:01.500", "0:02.000", "Bars 1–8", "Bars 9–16", "well done", "work on this",
        "Much", "Will go", "Came later", "0:04.000", "Intonation: Points 2 3",
    ):  # fmt: skip
        assert words in shown, words
    for raw in ("1250", "1500", str(first.uid), str(second.uid), "None", "Bow: Points"):
        assert raw not in shown, raw


def test_equal_versions_have_no_differences(desk: Desk, client: Client) -> None:
    desk.write(UNCHANGED, at="0:02")
    desk.release()
    desk.reload()
    desk.autosave()

    assert "no differences" in versions(desk.feedback, client)


def test_comparing_many_remarks_needs_no_more_queries(
    desk: Desk, client: Client, django_assert_max_num_queries: Any
) -> None:
    passage = desk.feedback.take.exercise.passages.first()
    desk.write("One", at="0:01", passage_uid=str(passage.uid))
    desk.release()
    desk.reload()
    desk.change("One", "One, better")
    desk.autosave()
    versions(desk.feedback, client)
    with django_assert_max_num_queries(300) as few:
        versions(desk.feedback, client)
    count = len(few.captured_queries)
    for number in range(20):
        desk.write(f"More {number}", at="0:02", passage_uid=str(passage.uid))
    desk.autosave()

    with django_assert_max_num_queries(count):
        versions(desk.feedback, client)


def test_versions_of_an_exercise_are_compared_in_readable_form(
    client: Client, exercise: Any, teacher: User
) -> None:
    exercise.passages = [
        Passage(label="Bars 1–8", start_ms=0, end_ms=1000),
        Passage(label=UNCHANGED, start_ms=1000, end_ms=3000),
    ]
    exercise.save_revision()
    first = exercise.passages.first()
    first.end_ms = 1250
    exercise.passages.add(first)
    exercise.max_attempts = 3
    exercise.save_revision()
    client.force_login(teacher)
    before, after = exercise.revisions.order_by("-pk")[1], exercise.revisions.order_by("-pk")[0]
    args = [exercise.pk, before.pk, after.pk]

    shown = compared(client, reverse("wagtailadmin_pages:revisions_compare", args=args))

    assert "0:01.000 0:01.250" in shown
    assert "1250" not in shown.replace("0:01.250", "")
    assert UNCHANGED not in shown
    assert "None" not in shown


def test_times_in_a_lesson_are_timecodes(client: Client, exercise: Any, teacher: User) -> None:
    lesson = exercise.get_parent().specific
    video = factories.LibraryVideoFactory()
    value = {"label": "Toss", "video": video.pk, "start_ms": 1250, "end_ms": 2500}
    block = {"type": "passage", "id": "5d1d7d9c-0000-4000-8000-000000000001", "value": value}
    lesson.body = [block]
    before = lesson.save_revision()
    lesson.body = [block | {"value": value | {"start_ms": 1750}}]
    after = lesson.save_revision()
    client.force_login(teacher)
    args = [lesson.pk, before.pk, after.pk]

    shown = compared(client, reverse("wagtailadmin_pages:revisions_compare", args=args))

    assert "0:01.250" in shown
    assert "0:01.750" in shown
    assert "1750" not in shown
    assert video.title in shown
    assert "browser" not in shown
