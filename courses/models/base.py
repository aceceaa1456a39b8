"""What every page of a course has."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class LearningPage(Page):
    """A page known to the public by a `uid` that survives moves and is not copied with the page."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    exclude_fields_in_copy = ["uid"]
    show_in_menus_default = False

    class Meta:
        abstract = True

    @property
    def course(self) -> Any:
        """The course this page belongs to (itself for a course), or None outside of any."""
        from courses.models.course import Course

        if isinstance(self, Course):
            return self
        return Course.objects.ancestor_of(self).first()


LABEL = _("label")
