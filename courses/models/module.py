"""A module: a part of a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from courses.models.below import BelowCourse
from courses.panels import name_panel


class Module(BelowCourse):
    summary = models.CharField(
        _("summary"),
        max_length=255,
        blank=True,
        help_text=_("One sentence on what this part of the course is about."),
    )

    parent_page_types = ["courses.Course"]
    subpage_types = ["courses.Lesson"]
    template = "courses/module.html"
    page_description = _("A part of a course: a week, a topic, a level.")
    steps_below_course = 1

    content_panels = [name_panel(_("Name of the module")), FieldPanel("summary")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
