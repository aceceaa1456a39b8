"""A module: a part of a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from courses.models.base import LearningPage


class Module(LearningPage):
    summary = models.CharField(_("summary"), max_length=255, blank=True)

    parent_page_types = ["courses.Course"]
    subpage_types = ["courses.Lesson"]
    template = "courses/module.html"

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
