"""A course or an exercise in all its languages: one `translation_key` (ADR 0031)."""

from typing import Any

from django.db import models


class PageKeyField(models.UUIDField[Any, Any]):
    """The `translation_key` of the page in the foreign key `of`, written with every new row.

    Null only in rows that an older version inserted during an upgrade, for about a minute: see the
    `give_missing_keys` of `courses.services` and `practice.numbering`.
    """

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """`bulk_create` calls it too."""
        if getattr(model_instance, self.attname) is None:
            page = getattr(model_instance, self.of)
            setattr(model_instance, self.attname, page.translation_key)
        return super().pre_save(model_instance, add)
