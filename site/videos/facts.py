"""What happens to videos. Each fact is about an asset, by its id."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events.fact import Fact


@dataclass(frozen=True)
class Playable(Fact):
    """The first quality is there. Handled by courses (a page's demo) and by waiting pages."""

    verb = "videos.playable"


@dataclass(frozen=True)
class Ready(Fact):
    """All qualities are there, or all there will be."""

    verb = "videos.ready"


@dataclass(frozen=True)
class Failed(Fact):
    """It cannot be watched. Handled by practice, where its take gives its number back."""

    verb = "videos.failed"
    error_code: str


@dataclass(frozen=True)
class Retried(Fact):
    """Someone had it prepared again. Handled by practice, where its take gets a number again."""

    verb = "videos.retried"
    log_as = _("Try video again"), _("Video tried again")


@dataclass(frozen=True)
class Replaced(Fact):
    """A library item got another file."""

    verb = "videos.replaced"
    log_as = _("Replace video"), _("Video replaced")
    item: int


@dataclass(frozen=True)
class Erased(Fact):
    """Its rows are gone, and its bytes are scheduled for erasure."""

    verb = "videos.erased"
    log_as = _("Erase video"), _("Video erased")


@dataclass(frozen=True)
class Remade(Fact):
    """An editor asked for all qualities to be made again."""

    verb = "videos.remade"
    log_as = _("Make video again"), _("Asked to make all qualities again")


@dataclass(frozen=True)
class BothEarsWanted(Fact):
    """Someone asked for one side's sound in both ears."""

    verb = "videos.both_ears_wanted"
    log_as = _("Play in both ears"), _("Asked for sound in both ears")


@dataclass(frozen=True)
class BothEarsUndone(Fact):
    """Someone asked for the original sound again."""

    verb = "videos.both_ears_undone"
    log_as = _("Play original sound"), _("Asked for the original sound")


@dataclass(frozen=True)
class PosterRedrawn(Fact):
    """An editor asked for another poster."""

    verb = "videos.poster_redrawn"
    log_as = _("Create new poster"), _("Asked for a new poster")


@dataclass(frozen=True)
class JobRetried(Fact):
    """An editor tried a job again."""

    verb = "videos.job_retried"
    log_as = _("Try job again"), _("Job tried again")
    job: UUID
    work: str


@dataclass(frozen=True)
class JobCancelled(Fact):
    """An editor cancelled a job."""

    verb = "videos.job_cancelled"
    log_as = _("Cancel job"), _("Job cancelled")
    job: UUID
    work: str
