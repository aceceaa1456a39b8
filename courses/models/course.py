"""The list of courses, and a course."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager
from wagtail.search import index

from courses.forms import OwnTitleForm
from courses.models.base import LearningPage, LearningPageQuerySet
from courses.panels import name_panel
from courses.permissions import CourseListPermissions
from portal.accounts.models import User
from portal.accounts.people import person
from portal.accounts.roles import Role
from portal.core.prepared import Prepared

CARDS_PER_PAGE = 24


class CourseIndexPage(Page):
    intro = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("Shown above the courses, to everyone who is logged in."),
    )

    max_count = 1
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.Course"]
    template = "courses/course_index_page.html"
    page_description = _("Lists the courses that a person may open.")

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of courses")

    def permissions_for_user(self, user: Any) -> CourseListPermissions:
        return CourseListPermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().serve(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import as_cards, courses_for

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        user = person(request)
        courses = Paginator(courses_for(user), CARDS_PER_PAGE).get_page(request.GET.get("page"))
        return {**context, "courses": courses, "cards": as_cards(user, courses)}


class CourseAccess(models.TextChoices):
    ENROLLED = "enrolled", _("only people who are enrolled")
    MEMBERS = "members", _("everyone with an account")


class CourseQuerySet(LearningPageQuerySet):
    def taught_by(self, user: User) -> "CourseQuerySet":
        """Courses whose takes this person answers."""
        if user.is_superuser or user.has_role(Role.ADMIN):
            return self
        teaching = Course.teachers.through.objects.filter(user=user).values("course")
        taught: CourseQuerySet = self.filter(Q(owner=user) | Q(pk__in=teaching))
        return taught

    def visible_to(self, user: User) -> "CourseQuerySet":
        """Live courses this person may open; editors and admins see all of them."""
        courses: CourseQuerySet = self.live()
        if not user.is_authenticated:
            courses = courses.none()
        elif not _sees_all(user):
            courses = courses.filter(_open_to(user.pk))
        return courses


def _sees_all(user: User) -> bool:
    return user.is_superuser or user.has_role(Role.ADMIN) or user.has_role(Role.EDITOR)


def _open_to(key: Any) -> Q:
    """Asked course by course: joined, each would come once for each of its students."""
    teaches = Course.teachers.through.objects.filter(course=OuterRef("pk"), user=key)
    enrolment = Course.enrolments.rel.related_model
    takes_part = enrolment.objects.filter(course=OuterRef("pk"), user=key)
    mine = Q(owner=key) | Exists(teaches) | Exists(takes_part)
    return mine | Q(access=CourseAccess.MEMBERS)


def is_open_to(user: Any, path: str) -> bool:
    """Whether this person may open the live course at `path`."""
    if not user.is_authenticated:
        return False
    return _sees_all(user) or bool(_at.rows(user=user.pk, path=path))


def paths_open_to(user: Any) -> list[str]:
    """Where the courses are that this person may open, in their order."""
    if not user.is_authenticated or _sees_all(user):
        paths = Course.objects.visible_to(user).order_by("path")
        return list(paths.values_list("path", flat=True))
    return [path for (path,) in _paths.rows(user=user.pk)]


CourseManager = PageManager.from_queryset(CourseQuerySet)


class Course(LearningPage):
    summary = models.CharField(
        _("summary"),
        max_length=255,
        blank=True,
        help_text=_("One sentence that tells a student what they will be able to do."),
    )
    description = RichTextField(
        _("about this course"),
        blank=True,
        features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"],
        help_text=_("Who it is for, what to bring, how much time it takes."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown on the course's card. A wide picture works best."),
    )
    access = models.CharField(
        _("who may take part"),
        max_length=20,
        choices=CourseAccess,
        default=CourseAccess.ENROLLED,
        help_text=_("You enrol people under “Class list”."),
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
    page_description = _("Something to learn, made of modules with lessons and exercises.")
    base_form_class = OwnTitleForm

    content_panels = [
        name_panel(_("Name of the course")),
        FieldPanel("summary"),
        FieldPanel("image"),
        FieldPanel("description"),
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.outline import course_outline

        return {**super().get_context(request, *args, **kwargs), "modules": course_outline(self)}


_at = Prepared(
    lambda user, path: Course.objects.live().filter(_open_to(user), path=path).values_list("pk"),
    user=User._meta.get_field("id"),
    path=Page._meta.get_field("path"),
)
_paths = Prepared(
    lambda user: Course.objects.live().filter(_open_to(user)).order_by("path").values_list("path"),
    user=User._meta.get_field("id"),
)
