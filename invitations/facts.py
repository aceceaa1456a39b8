"""What happens to invitations."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from events.fact import Fact


@dataclass(frozen=True)
class Invited(Fact):
    verb = "invitations.invited"
    log_as = _("Invite"), _("Invited")
    role: str


@dataclass(frozen=True)
class SentAgain(Fact):
    """With a new link; the old one no longer works."""

    verb = "invitations.sent_again"
    log_as = _("Send an invitation again"), _("Sent again, with a new link")


@dataclass(frozen=True)
class Revoked(Fact):
    verb = "invitations.revoked"
    log_as = _("Revoke an invitation"), _("Revoked")


@dataclass(frozen=True)
class Accepted(Fact):
    verb = "invitations.accepted"
    log_as = _("Accept an invitation"), _("Accepted")
    role: str
