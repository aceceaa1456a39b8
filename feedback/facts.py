"""Events between a teacher and a student about a take."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events.fact import Fact


@dataclass(frozen=True)
class Released(Fact):
    """A teacher released feedback to the student."""

    verb = "feedback.released"
    log_as = _("Release"), _("Released to the student")
    take: UUID


@dataclass(frozen=True)
class Corrected(Fact):
    """A teacher released changes to feedback that was already out."""

    verb = "feedback.corrected"
    log_as = _("Correct"), _("Corrected after release")
    take: UUID


@dataclass(frozen=True)
class TakenBack(Fact):
    """Released feedback became a draft again."""

    verb = "feedback.taken_back"
    log_as = _("Take back"), _("Taken back")
    take: UUID


@dataclass(frozen=True)
class MessagePosted(Fact):
    """Someone wrote a message. Logged on the conversation; the outbox has the message's id."""

    verb = "feedback.message_posted"
    log_as = _("Write"), _("Wrote a message")
    message: UUID
    take: UUID
    thread: UUID


@dataclass(frozen=True)
class ThreadSettled(Fact):
    """A teacher marked a conversation as needing no answer."""

    verb = "feedback.thread_settled"
    log_as = _("No answer needed"), _("Marked a conversation as needing no answer")
