"""A take that classmates may watch, with a message of each side and a released remark."""

from typing import Any

import pytest

from accounts.models import User
from courses.models import PeerVisibility
from feedback.models import FeedbackMarker, ThreadMessage
from feedback.services import post_message, start_thread
from practice.models import Take
from tests.feedback.helpers import released

RUDE = "You play like a goose"


@pytest.fixture
def open_take(take: Take, classmate: User) -> Take:
    take.exercise.peer_visibility = PeerVisibility.OPEN
    take.exercise.save()
    return take


@pytest.fixture
def question(open_take: Take, student: User) -> ThreadMessage:
    """By the student, at a moment."""
    thread = start_thread(actor=student, take=open_take, text=f"{RUDE}?", at_ms=4000)
    return thread.messages.get()


@pytest.fixture
def message(question: ThreadMessage, teacher: User) -> ThreadMessage:
    """The teacher's answer to it."""
    return post_message(actor=teacher, thread=question.thread, text=RUDE)


@pytest.fixture
def marker(open_take: Take, teacher: User) -> FeedbackMarker:
    found: Any = released(open_take, teacher, "Hold the bow").markers.get()
    marker: FeedbackMarker = found
    return marker
