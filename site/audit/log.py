"""Writing to Wagtail's own log. Each app registers its actions in a `register_log_actions` hook."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User

AT_ONCE = 500


def record(action: str, instance: Model, *, actor: User | None, **data: Any) -> None:
    """One row in Wagtail's log: `record("feedback.released", feedback, actor=teacher)`."""
    log(instance=instance, action=action, user=actor, data=data or None)


def record_erased(action: str, instance: Model, *, actor: User | None) -> None:
    """The row that says something was erased: by its id, as its name may name a person."""
    log(instance=instance, action=action, user=actor, title=str(instance.pk), deleted=True)


def forget(model: type[Model], keys: Collection[Any]) -> None:
    """Keeps in the history what happened to these objects, but not what they were called."""
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    rows, names = ModelLogEntry.objects.filter(content_type=content_type), [str(k) for k in keys]
    for start in range(0, len(names), AT_ONCE):
        batch = rows.filter(object_id__in=names[start : start + AT_ONCE])
        batch.update(label=F("object_id"), data={})
