"""Writing to Wagtail's own log. Each app registers its actions in a `register_log_actions` hook."""

from typing import Any

from django.db.models import Model
from wagtail.log_actions import log

from portal.accounts.models import User


def record(action: str, instance: Model, *, actor: User | None, **data: Any) -> None:
    """One row in Wagtail's log: `record("feedback.released", feedback, actor=teacher)`."""
    log(instance=instance, action=action, user=actor, data=data or None)
