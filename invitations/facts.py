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


@dataclass(frozen=True)
class LinkMade(Fact):
    """Whoever has the link may come to the door of a course."""

    verb = "invitations.link_made"
    log_as = _("Make a class link"), _("Class link made")


@dataclass(frozen=True)
class LinkChanged(Fact):
    """Until when it works, or for how many."""

    verb = "invitations.link_changed"
    log_as = _("Change a class link"), _("Class link changed")


@dataclass(frozen=True)
class LinkRevoked(Fact):
    verb = "invitations.link_revoked"
    log_as = _("Revoke a class link"), _("Class link revoked")
