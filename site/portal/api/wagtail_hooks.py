"""What the API writes to Wagtail's log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.token_issued", _("API token issued"), _("API token issued"))
    actions.register_action(
        "accounts.token_revoked", _("API token revoked"), _("API token revoked")
    )
