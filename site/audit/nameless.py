"""The history stores ids instead of names, so erasing or renaming somebody applies there too.

Names are looked up when the history is shown, see `audit.views`.
"""

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import BaseLogEntry

NAMES = frozenset(
    {"title", "old_title", "new_title", "name", "label", "email", "username", "filename", "text"}
)
"""Keys under which Wagtail, its packages and our apps would store the name of something."""


@receiver(pre_save)
def write_ids_only(instance: Any, raw: bool, **kwargs: Any) -> None:
    if isinstance(instance, BaseLogEntry) and not raw:
        instance.label = str(instance.object_id)
        instance.data = without_names(instance.data)


def without_names(data: Any) -> Any:
    """The same data without the keys in `NAMES`, at any depth."""
    if isinstance(data, dict):
        return {key: without_names(value) for key, value in data.items() if key not in NAMES}
    if isinstance(data, list):
        return [without_names(value) for value in data]
    return data
