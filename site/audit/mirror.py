"""Every row of Wagtail's log as one JSON line, for log collectors."""

import json
import logging
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import BaseLogEntry

logger = logging.getLogger("practika.audit")


@receiver(post_save)
def mirror_to_log_line(instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """After the commit: what was rolled back did not happen."""
    if created and not raw and isinstance(instance, BaseLogEntry):
        line = json.dumps(_line(instance), cls=DjangoJSONEncoder)
        transaction.on_commit(partial(logger.info, "%s", line), robust=True)


def _kind(entry: BaseLogEntry) -> str | None:
    """Such as "feedback.feedback", not the object's title, which often is a person's name."""
    kind = entry.content_type
    return f"{kind.app_label}.{kind.model}" if kind else None


def _line(entry: BaseLogEntry) -> dict[str, Any]:
    return {
        "at": entry.timestamp,
        "action": entry.action,
        "object": _kind(entry),
        "object_id": str(entry.object_id),
        "actor": str(entry.user_id) if entry.user_id else None,
        "data": entry.data,
    }
