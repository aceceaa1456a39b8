"""The form for a picture, wherever one is added: it asks for a description."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from core.metadata.keeping import DAMAGED
from courses.alt_text import is_file_name

IS_A_NAME = _("This is a file name. Describe the picture instead, or leave it empty.")


def _if_whole(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Wagtail opens a picture to read its size; image libraries can raise any exception."""

    def checked(file: Any) -> None:
        try:
            check(file)
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(DAMAGED, code="damaged") from error

    return checked


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            file.check_image_pixel_size = _if_whole(file.check_image_pixel_size)
        if field := self.fields.get("description"):
            field.label = _("What it shows")
            field.help_text = _(
                "Read out to people who can’t see it, such as “a bow held with a bent thumb”. "
                "Leave it empty for a picture that is only decoration."
            )

    def clean_description(self) -> str:
        said: str = self.cleaned_data["description"]
        if said and is_file_name(said, self.instance):
            raise ValidationError(IS_A_NAME)
        return said
