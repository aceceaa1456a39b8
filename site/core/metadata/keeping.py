"""Removes metadata from pictures and documents, whenever one of these models gets a file.

The admin, the choosers, replacing a file, the API and our own code all end in one of these saves.
`bare_stored` does the same for files that were stored before.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Model
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from core.metadata import without_metadata
from core.metadata.damaged import Damaged

DAMAGED = _("This file is damaged. Open it in the program that made it and save it again.")


def models_with_files() -> list[type[Model]]:
    """Includes uploads whose form isn't complete yet. Renditions first: pages react to images."""
    image = get_image_model()
    return [image.get_rendition_model(), image, get_document_model(), UploadedFile]


def watch() -> None:
    for model in models_with_files():
        field: Any = model._meta.get_field("file")
        field.validators = [*field.validators, bare_new_file]
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"metadata.{model.__name__}")


def _before_saving(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        bare_new_file(instance.file)


def bare_new_file(file: Any) -> None:
    """Runs once per file, usually as a form's validator, so that the form can show the error."""
    if not file or file._committed or getattr(file, "is_bare", False):
        return
    file.open("rb")
    data = file.read()
    file.seek(0)
    try:
        bare = without_metadata(data)
    except Damaged as error:
        raise ValidationError(DAMAGED, code="damaged") from error
    if bare != data:
        file.file = ContentFile(bare, name=file.name)
        _note_figures(file.instance)
    file.is_bare = True


def _note_figures(instance: Any) -> None:
    """Updates what was read from the file before: width and height swap in a rotated picture."""
    instance.file.__dict__.pop("_dimensions_cache", None)
    if hasattr(instance, "width"):
        instance._meta.get_field("file").update_dimension_fields(instance, force=True)
    if hasattr(instance, "file_size"):
        instance.file_size = instance.file.size
    if hasattr(instance, "_set_file_hash"):
        instance._set_file_hash()


def bare_stored() -> Iterator[tuple[str, str]]:
    """Yields each file with its outcome: `cleaned`, already `bare`, `damaged` or `missing`."""
    for model in models_with_files():
        rows: Any = model._default_manager.order_by("pk")
        for row in rows.iterator(chunk_size=50):
            if row.file:
                yield row.file.name, _bare_old_file(row)


def _bare_old_file(row: Any) -> str:
    try:
        with row.file.storage.open(row.file.name) as stored:
            data = stored.read()
    except FileNotFoundError:
        return "missing"
    try:
        bare = without_metadata(data)
    except Damaged:
        return "damaged"
    if bare == data:
        return "bare"
    old = row.file.name
    row.file.save(old.rsplit("/", 1)[-1], ContentFile(bare), save=False)
    _note_figures(row)
    row.save()
    row.file.storage.delete(old)
    return "cleaned"
