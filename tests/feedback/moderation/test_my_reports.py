"""The page where reporters and authors learn what became of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from feedback.models import ThreadMessage
from feedback.moderation.decisions import Decision
from practice.models import Take
from tests import factories
from tests.feedback.moderation.conftest import RUDE
from tests.feedback.moderation.helpers import decided, reported

ADDRESS = "/reports/"
REASON = "Be kind, please."


def page(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get(ADDRESS).content.decode()


def test_the_profile_leads_there(client: Client, student: User) -> None:
    client.force_login(student)

    assert f'href="{ADDRESS}"' in client.get(reverse("accounts:profile")).content.decode()
    assert "You have reported nothing" in page(client, student)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision.LEAVE, "An editor looked at it and left it as it is."),
        (Decision.WARN, "An editor left it as it is and warned its author."),
        (Decision.HIDE, "An editor hid it."),
        (Decision.REMOVE, "An editor removed it."),
    ],
)
def test_the_reporter_sees_what_became_of_it_but_not_the_words(
    client: Client,
    message: ThreadMessage,
    student: User,
    editor: User,
    decision: Decision,
    words: str,
) -> None:
    case = reported(student, "message", message.pk)
    assert "It waits for an editor." in page(client, student)

    decided(editor, case, decision)

    html = page(client, student)
    assert words in html
    assert REASON not in html
    assert RUDE not in html


@pytest.mark.parametrize(
    ("decision", "is_told"),
    [
        (Decision.LEAVE, False),
        (Decision.WARN, True),
        (Decision.HIDE, True),
        (Decision.REMOVE, True),
    ],
)
def test_the_author_sees_the_reason_but_not_who_reported(
    client: Client,
    message: ThreadMessage,
    student: User,
    teacher: User,
    editor: User,
    decision: Decision,
    is_told: bool,
) -> None:
    decided(editor, reported(student, "message", message.pk), decision)

    html = page(client, teacher)

    assert (REASON in html) is is_told
    assert (RUDE in html) is is_told
    assert "Student" not in html


def test_after_restoring_both_are_told(
    client: Client, open_take: Take, classmate: User, student: User, editor: User
) -> None:
    case = decided(editor, reported(classmate, "take", open_take.pk), Decision.HIDE)
    decided(editor, case, Decision.RESTORE, "That was a mistake.")

    assert "showed it again later" in page(client, classmate)
    assert "That was a mistake." in page(client, student)


def test_it_takes_the_same_number_of_queries_for_one_and_three(
    client: Client, open_take: Take, classmate: User, student: User, editor: User
) -> None:
    def count(takes: int, person: User) -> int:
        for _ in range(takes):
            other = factories.TakeFactory(exercise=open_take.exercise, student=student)
            decided(editor, reported(classmate, "take", other.pk), Decision.HIDE)
        page(client, person)
        with CaptureQueriesContext(connection) as asked:
            client.get(ADDRESS)
        return len(asked)

    for person in (classmate, student):
        assert count(1, person) == count(2, person)
