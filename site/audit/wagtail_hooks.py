"""The texts for log rows about accounts, in the history of a person and of the site."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

SENTENCES = {
    "accounts.logged_in": (_("Log-in"), _("Logged in")),
    "accounts.logged_out": (_("Log-out"), _("Logged out")),
    "accounts.password_changed": (_("Password changed"), _("The password was changed")),
    "accounts.password_reset": (
        _("Password reset by link"),
        _("A new password was chosen with a link from an e-mail"),
    ),
    "accounts.address_asked_for": (
        _("New address requested"),
        _("A new e-mail address was requested; it still has to be confirmed"),
    ),
    "accounts.address_changed": (_("Address changed"), _("The e-mail address was changed")),
    "accounts.deactivated": (_("Deactivation"), _("May no longer log in")),
    "accounts.reactivated": (_("Reactivation"), _("May log in again")),
    "accounts.everything_given": (_("Full rights given"), _("May do everything from now on")),
    "accounts.everything_taken": (_("Full rights removed"), _("May no longer do everything")),
    "accounts.session_ended": (
        _("Session ended"),
        _("One of their sessions was ended from another browser"),
    ),
    "accounts.ended_everywhere": (
        _("Logged out everywhere"),
        _("All other sessions and all API tokens were ended"),
    ),
    "accounts.second_step_added": (
        _("Second step added"),
        _("A second step for log-in was set up"),
    ),
    "accounts.second_step_removed": (
        _("Second step removed"),
        _("A second step for log-in was removed"),
    ),
    "accounts.code_failed": (
        _("Code failed"),
        _("A log-in failed: the code from the e-mail was wrong"),
    ),
    "accounts.second_step_failed": (
        _("Second step failed"),
        _("A log-in failed at its second step: the code was wrong"),
    ),
    "accounts.second_step_reset": (
        _("Second step reset"),
        _("Their second step for log-in was taken away by somebody who manages accounts"),
    ),
    "accounts.recovery_codes_made": (
        _("Recovery codes made"),
        _("New recovery codes were made; the old ones no longer work"),
    ),
    "accounts.rights_changed": (_("Rights changed"), _("Their individual rights were changed")),
}
OF_NOBODY = {
    "accounts.login_failed": (
        _("Log-in failed"),
        _("A log-in failed: the password was wrong or the account is closed"),
        _("A log-in failed: no account has this address"),
    ),
    "accounts.locked_out": (
        _("Too many log-ins"),
        _("Too many failed log-ins: further attempts had to wait"),
        _("Too many failed log-ins with an unknown address: further attempts had to wait"),
    ),
    "accounts.reset_requested": (
        _("Link requested"),
        _("A link to choose a new password was requested"),
        _("A link to choose a new password was requested for an unknown address"),
    ),
    "accounts.code_requested": (
        _("Code requested"),
        _("A code to log in without a password was requested"),
        _("A code to log in was requested for an unknown address"),
    ),
    "accounts.token_refused": (
        _("API token refused"),
        _("An API token was refused"),
        _("An unknown or expired API token was refused"),
    ),
}
WITH_ROLES = {
    "accounts.roles_added": (_("Role given"), _("Role given: %(roles)s")),
    "accounts.roles_removed": (_("Role removed"), _("Role removed: %(roles)s")),
}


class OfNobody(LogFormatter):
    """Uses another text if the address or the token is unknown."""

    unknown: Any = ""

    def format_message(self, log_entry: Any) -> Any:
        return self.unknown if log_entry.data.get("unknown") else self.message


class WithRoles(LogFormatter):
    def format_message(self, log_entry: Any) -> Any:
        return self.message % {"roles": ", ".join(log_entry.data.get("roles", ["–"]))}


class Refused(LogFormatter):
    label = _("Refused")
    message = _("Access refused: %(path)s")

    def format_message(self, log_entry: Any) -> Any:
        return self.message % {"path": log_entry.data.get("path", "–")}


class TokensEnded(LogFormatter):
    label = _("API tokens revoked")
    message = _("API tokens revoked by this change: %(count)s")

    def format_message(self, log_entry: Any) -> Any:
        return self.message % {"count": log_entry.data.get("count", "–")}


@hooks.register("register_log_actions")
def account_actions(actions: LogActionRegistry) -> None:
    for action, words in SENTENCES.items():
        actions.register_action(action, *words)
    for action, (label, message, unknown) in OF_NOBODY.items():
        texts = {"label": label, "message": message, "unknown": unknown}
        actions.register_action(action)(type("_OfNobody", (OfNobody,), texts))
    for action, (label, message) in WITH_ROLES.items():
        texts = {"label": label, "message": message}
        actions.register_action(action)(type("_WithRoles", (WithRoles,), texts))
    actions.register_action("accounts.refused")(Refused)
    actions.register_action("accounts.tokens_ended")(TokensEnded)
