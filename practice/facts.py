"""What happens to takes."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events.fact import Fact


@dataclass(frozen=True)
class TakeSubmitted(Fact):
    """A student handed it in."""

    verb = "practice.take_submitted"
    log_as = _("Hand in a take"), _("Handed in a take")
    attempt: int | None


@dataclass(frozen=True)
class TakeWithdrawn(Fact):
    """The student took it back."""

    verb = "practice.take_withdrawn"
    log_as = _("Withdraw a take"), _("Withdrew a take")


@dataclass(frozen=True)
class TakeViewed(Fact):
    """Somebody of the school, not the student or a classmate, watched its video."""

    verb = "practice.take_viewed"
    log_as = _("Watch a take"), _("Watched a student's take")


@dataclass(frozen=True)
class TakeErased(Fact):
    """It was erased, with all feedback and conversations about it."""

    verb = "practice.take_erased"
    log_as = _("Erase a take"), _("Erased a take")


@dataclass(frozen=True)
class TakeRetried(Fact):
    """Its student or a teacher had its video prepared again."""

    verb = "practice.take_retried"
    log_as = _("Prepare a take again"), _("Had a take prepared again")


@dataclass(frozen=True)
class SegmentMade(Fact):
    """A named part of a take; recorded under the segment's id."""

    verb = "practice.segment_made"
    log_as = _("Mark a segment"), _("Marked a segment of a take")
    take: UUID
    start_ms: int
    end_ms: int
