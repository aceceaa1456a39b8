"""The actions that practice writes to Wagtail's log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "practice.clip_submitted": (_("Hand in a take"), _("Handed in a take")),
    "practice.clip_withdrawn": (_("Withdraw a take"), _("Withdrew a take")),
    "practice.clip_retried": (_("Prepare a take again"), _("Had a take prepared again")),
    "practice.segment_made": (_("Mark a segment"), _("Marked a segment of a take")),
}


@hooks.register("register_log_actions")
def practice_log_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
