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
class HandedOn(Fact):
    """An assistant asked the course's teachers to release their draft."""

    verb = "feedback.handed_on"
    log_as = _("Ask a teacher to release"), _("Asked a teacher to release it")
    take: UUID


@dataclass(frozen=True)
class SentBack(Fact):
    """A teacher returned an assistant's draft. What they said is kept with it, not here."""

    verb = "feedback.sent_back"
    log_as = _("Send back"), _("Sent back to the assistant")
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


@dataclass(frozen=True)
class Reported(Fact):
    """Someone reported something to the editors: `kind` says what, `reason` why."""

    verb = "feedback.reported"
    log_as = _("Report"), _("Reported to the editors")
    kind: str
    reason: str


@dataclass(frozen=True)
class LeftAsItIs(Fact):
    """An editor looked at something that was reported, and left it as it is."""

    verb = "feedback.left_as_it_is"
    log_as = _("Leave as it is"), _("Left as it is after a report")
    kind: str
    reason: str


@dataclass(frozen=True)
class AuthorWarned(Fact):
    """An editor left something as it is and warned its author."""

    verb = "feedback.author_warned"
    log_as = _("Warn the author"), _("Warned the author")
    kind: str
    reason: str


@dataclass(frozen=True)
class Hidden(Fact):
    """An editor hid something from everyone but its author and the course's teachers."""

    verb = "feedback.hidden"
    log_as = _("Hide"), _("Hidden by an editor")
    kind: str
    reason: str


@dataclass(frozen=True)
class Removed(Fact):
    """An editor took something away from everyone but its author."""

    verb = "feedback.removed"
    log_as = _("Remove"), _("Removed by an editor")
    kind: str
    reason: str


@dataclass(frozen=True)
class Restored(Fact):
    """An editor showed again what was hidden or removed."""

    verb = "feedback.restored"
    log_as = _("Restore"), _("Restored by an editor")
    kind: str
    reason: str


@dataclass(frozen=True)
class MessageHeld(Fact):
    """A message waits for an editor before others see it: `reason` says for which rule."""

    verb = "feedback.message_held"
    log_as = _("Hold"), _("Held for an editor")
    reason: str


@dataclass(frozen=True)
class ThreadClosed(Fact):
    """A teacher or an editor closed a conversation: nobody can write in it."""

    verb = "feedback.thread_closed"
    log_as = _("Close"), _("Closed a conversation")


@dataclass(frozen=True)
class ThreadReopened(Fact):
    """A teacher or an editor opened a closed conversation again."""

    verb = "feedback.thread_reopened"
    log_as = _("Open again"), _("Opened a conversation again")
