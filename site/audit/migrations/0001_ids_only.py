"""Takes names out of the history that was written before it held ids only.

The rules stand here as they were then; `audit.nameless` may change.
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations
from django.db.models import F, TextField
from django.db.models.functions import Cast

NAMES = frozenset(
    {"title", "old_title", "new_title", "name", "label", "email", "username", "filename", "text"}
)
BATCH = 500


def take_names_out(apps: Any, schema_editor: Any) -> None:
    models = apps.get_model("wagtailcore", "ModelLogEntry")
    pages = apps.get_model("wagtailcore", "PageLogEntry")
    models.objects.update(label=F("object_id"))
    pages.objects.update(label=Cast("page_id", TextField()))
    for model in (models, pages):
        for rows in _batches(model.objects.exclude(data={})):
            for row in rows:
                row.data = _without_names(row.data)
            model.objects.bulk_update(rows, ["data"])


def _batches(rows: Any) -> Iterable[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "data")[:BATCH]):
        last = batch[-1].pk
        yield batch


def _without_names(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_names(value) for key, value in data.items() if key not in NAMES}
    if isinstance(data, list):
        return [_without_names(value) for value in data]
    return data


class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(take_names_out, migrations.RunPython.noop)]
