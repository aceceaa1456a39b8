"""A lesson: something to read and watch, with exercises below it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import BodyBlock
from courses.models.base import LearningPage


class Lesson(LearningPage):
    summary = models.CharField(_("summary"), max_length=255, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("lesson"))

    parent_page_types = ["courses.Module"]
    subpage_types = ["courses.Exercise"]
    template = "courses/lesson.html"

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
