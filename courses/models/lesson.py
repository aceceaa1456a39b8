"""A lesson: something to read and watch, with exercises below it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import BodyBlock
from courses.models.below import BelowCourse
from courses.panels import name_panel


class Lesson(BelowCourse):
    summary = models.CharField(
        _("summary"),
        max_length=255,
        blank=True,
        help_text=_("One sentence on what students will know afterwards."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("lesson"),
        help_text=_("Put together what students read and watch before they practise."),
    )

    parent_page_types = ["courses.Module"]
    subpage_types = ["courses.Exercise"]
    template = "courses/lesson.html"
    page_description = _("Something to read and watch. Its exercises are added below it.")
    steps_below_course = 2

    content_panels = [
        name_panel(_("Name of the lesson")),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
