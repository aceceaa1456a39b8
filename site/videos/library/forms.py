"""The form for "Add video", "Add audio", editing them, and the chooser's upload tab."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.models import MediaType

from core.errors import Refusal
from videos.intake import acceptance
from videos.library import items
from videos.models import LibraryVideo


class LibraryForm(BaseMediaForm):
    """Saving a file creates an asset; a file that can't be used is refused with a reason."""

    instance: LibraryVideo

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.actor = user
        super().__init__(*args, user=user, **kwargs)
        if self.instance.type not in MediaType.values:
            self.instance.type = MediaType.VIDEO
        self.fields["title"].required = False
        self.fields["title"].help_text = _("If left empty, the title comes from the file name.")
        self._describe_file(self.fields["file"])

    def _describe_file(self, field: Any) -> None:
        field.help_text = lazy(acceptance.limits_text, str)()
        if self.instance.asset_id:
            field.label = _("Choose another file")
            field.required = False

    @staticmethod
    def get_file_accept_value(media_type: str) -> str:
        """A hint for the file dialog; not every system knows .mkv or .opus as media."""
        endings = [f".{ending}" for ending in acceptance.allowed_extensions()]
        return ",".join(["video/*", "audio/*", *endings])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                items.check(file, self.actor)
            except Refusal as refusal:
                raise ValidationError(str(refusal.message), code=refusal.code) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        file = values.get("file")
        if not values.get("title") and file:
            values["title"] = items.title_from(file.name)[:255]
        return values

    def save(self, commit: bool = True) -> LibraryVideo:
        """Always commits: an item and the asset of its file belong together."""
        try:
            return self._save_file() if "file" in self.changed_data else self._save_rest()
        except LibraryVideo.DoesNotExist as gone:
            raise Http404 from gone

    def _save_file(self) -> LibraryVideo:
        if len(self.collections) == 1:
            self.instance.collection = self.collections[0]
        items.put_file(actor=self.actor, item=self.instance, file=self.cleaned_data["file"])
        self._save_m2m()
        return self.instance

    @transaction.atomic
    def _save_rest(self) -> LibraryVideo:
        items.keep_file(self.instance)
        saved: LibraryVideo = super().save()
        return saved
