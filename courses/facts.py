"""What happens to classes. Recorded for a course, by its `uid`."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events.fact import Fact


@dataclass(frozen=True)
class Enrolled(Fact):
    """Somebody was added."""

    verb = "courses.enrolled"
    log_as = _("Enrol"), _("Person added to the course")
    person: UUID


@dataclass(frozen=True)
class Unenrolled(Fact):
    """Somebody was removed."""

    verb = "courses.unenrolled"
    log_as = _("Unenrol"), _("Person removed from the course")
    person: UUID


@dataclass(frozen=True)
class Left(Fact):
    """Somebody who had joined by themselves left."""

    verb = "courses.left"
    log_as = _("Leave"), _("Left the course")
    person: UUID


@dataclass(frozen=True)
class Waits(Fact):
    """Somebody came by a class link, and waits to be let in."""

    verb = "courses.waits"
    log_as = _("Come by a class link"), _("Came by a class link and waits to be let in")
    person: UUID


@dataclass(frozen=True)
class Admitted(Fact):
    """Somebody who waited was let in."""

    verb = "courses.admitted"
    log_as = _("Let in"), _("Person let into the course")
    person: UUID


@dataclass(frozen=True)
class Declined(Fact):
    """Somebody who waited was not let in; their place is gone."""

    verb = "courses.declined"
    log_as = _("Decline"), _("Person not let into the course")
    person: UUID
