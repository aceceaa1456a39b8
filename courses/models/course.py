"""The list of courses, and a course."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.models.base import LearningPage
from portal.accounts.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class CourseIndexPage(Page):
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    max_count = 1
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.Course"]
    template = "courses/course_index_page.html"

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of courses")


class CourseAccess(models.TextChoices):
    ENROLLED = "enrolled", _("only people who are enrolled")
    MEMBERS = "members", _("everyone with an account")


class CourseQuerySet(PageQuerySet):
    def taught_by(self, user: "User") -> "CourseQuerySet":
        """Courses whose takes this person answers."""
        if user.is_superuser or user.has_role(Role.ADMIN):
            return self
        return self.filter(Q(owner=user) | Q(teachers=user)).distinct()

    def visible_to(self, user: "User") -> "CourseQuerySet":
        """Live courses this person may open; editors and admins see all of them."""
        live = self.live()
        if user.is_superuser or user.has_role(Role.ADMIN) or user.has_role(Role.EDITOR):
            return live
        mine = Q(owner=user) | Q(teachers=user) | Q(enrolments__user=user)
        return live.filter(mine | Q(access=CourseAccess.MEMBERS)).distinct()


CourseManager = PageManager.from_queryset(CourseQuerySet)


class Course(LearningPage):
    summary = models.CharField(
        _("summary"),
        max_length=255,
        blank=True,
        help_text=_("One sentence that tells a student what they will be able to do."),
    )
    description = RichTextField(_("about this course"), blank=True)
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    access = models.CharField(
        _("who may take part"),
        max_length=20,
        choices=CourseAccess,
        default=CourseAccess.ENROLLED,
    )
    teachers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="taught_courses",
        verbose_name=_("teachers"),
        help_text=_("They answer the takes of this course, beside the person who made it."),
    )

    objects = CourseManager()

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.Module"]
    template = "courses/course.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("image"),
        MultiFieldPanel([FieldPanel("access"), FieldPanel("teachers")], heading=_("People")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
