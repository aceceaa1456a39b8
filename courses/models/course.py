"""The list of courses, and a course."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager
from wagtail.search import index

from accounts.models import User
from accounts.rights import Right
from core.prepared import Prepared
from courses import offers
from courses.addresses import AddressedPage
from courses.forms import AddressForm, CourseForm
from courses.models.base import LearningPage, LearningPageQuerySet
from courses.panels import StoragePanel, assistant_picker, name_panel, teacher_picker
from courses.permissions import CourseListPermissions, register_taught_by


class CourseIndexPage(AddressedPage, Page):
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
    page_description = _("Lists the courses that a person can open.")
    private_page_options: list[str] = []
    base_form_class = AddressForm

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of courses")

    def permissions_for_user(self, user: Any) -> CourseListPermissions:
        return CourseListPermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().serve(request, *args, **kwargs)  # type: ignore[no-any-return]


class CourseAccess(models.TextChoices):
    ENROLLED = "enrolled", _("only people who are enrolled")
    MEMBERS = "members", _("everyone with an account")


class Joining(models.TextChoices):
    BY_TEACHER = "teacher", _("a teacher adds or invites them")
    OPEN = "open", _("open: everyone with an account may join by themselves")


class CourseQuerySet(LearningPageQuerySet):
    def open_for_joining(self) -> "CourseQuerySet":
        """Live courses that people outside of the class may find, if the portal allows it."""
        courses: CourseQuerySet = self.live().public().filter(joining=Joining.OPEN)
        return courses

    def taught_by(self, user: User) -> "CourseQuerySet":
        """Courses that name this person as a teacher.

        Their feedback and their classes go by `translation_keys` of these: the same course in
        another language may name other people, and its pages are for those to edit.
        """
        if user.may(Right.TEACH_ALL):
            return self
        taught: CourseQuerySet = self.filter(_names_as_teacher(user.pk))
        return taught

    def answered_by(self, user: User) -> "CourseQuerySet":
        """Courses in whose takes this person writes feedback, as a teacher or as an assistant."""
        if user.may(Right.TEACH_ALL):
            return self
        answered: CourseQuerySet = self.filter(_names(user.pk))
        return answered

    def visible_to(self, user: User) -> "CourseQuerySet":
        """Live courses this person may open; editors and admins see all of them."""
        courses: CourseQuerySet = self.live()
        if not user.is_authenticated:
            courses = courses.none()
        elif not user.may(Right.SEE_ALL):
            courses = courses.filter(open_to(user.pk))
        return courses


def _names_as_teacher(key: Any) -> Q:
    teaching = Course.teachers.through.objects.filter(user=key).values("course")
    return Q(owner=key) | Q(pk__in=teaching)


def _names(key: Any) -> Q:
    """As a teacher or as an assistant."""
    assisting = Course.assistants.through.objects.filter(user=key).values("course")
    return _names_as_teacher(key) | Q(pk__in=assisting)


def open_to(key: Any) -> Q:
    """Whoever teaches, assists or learns in a course may open it in every language.

    Who waits to be let in may open it, too; but a guest, whom no teacher has let in anywhere yet,
    opens no course that is for everyone with an account.

    Uses subqueries: with joins, each course would appear once per student.
    """
    this = OuterRef("translation_key")
    works_there = Course.objects.filter(_names(key), translation_key=this)
    enrolment = Course.enrolments.rel.related_model
    takes_part = enrolment.objects.filter(course_key=this, user=key)
    guest = User.objects.filter(pk=key, is_guest=True).order_by()
    for_members = Q(access=CourseAccess.MEMBERS) & ~Q(Exists(guest))
    return Q(Exists(works_there)) | Q(Exists(takes_part)) | for_members


def is_open_to(user: Any, path: str) -> bool:
    """Whether this person may open the live course at `path`."""
    if not user.is_authenticated:
        return False
    return user.may(Right.SEE_ALL) or bool(_at.rows(user=user.pk, path=path))


def paths_open_to(user: Any) -> list[str]:
    """The paths of the courses this person may open, in order."""
    if not user.is_authenticated or user.may(Right.SEE_ALL):
        paths = Course.objects.visible_to(user).order_by("path")
        return list(paths.values_list("path", flat=True))
    return [path for (path,) in _paths.rows(user=user.pk)]


CourseManager = PageManager.from_queryset(CourseQuerySet)


class Course(LearningPage):
    summary = models.CharField(
        _("summary"),
        max_length=255,
        blank=True,
        help_text=_("One sentence on what students will be able to do."),
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
    joining = models.CharField(
        _("how people get in"),
        max_length=20,
        choices=Joining,
        default=Joining.BY_TEACHER,
        db_default=Joining.BY_TEACHER,
        help_text=_(
            "If it is open, everyone with an account finds the name and description of the "
            "published course and joins with one tap. Works once an admin has allowed it in "
            "Settings → Invitations."
        ),
    )
    places = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5_000)],
        help_text=_(
            "For an open course: nobody else joins by themselves once so many people are in the "
            "class. You can still add people. Leave it empty for no limit."
        ),
    )
    teachers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="taught_courses",
        verbose_name=_("teachers"),
        help_text=_(
            "They edit this course and give feedback on its takes, as does the person who "
            "created it."
        ),
    )
    assistants = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="assisted_courses",
        verbose_name=_("assistants"),
        help_text=_(
            "They draft feedback on takes in this course. A teacher releases it, or sends it back."
        ),
    )

    objects = CourseManager()

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.Module"]
    template = "courses/course.html"
    page_description = _("A course, made up of modules with lessons and exercises.")
    base_form_class = CourseForm

    content_panels = [
        name_panel(_("Name of the course")),
        FieldPanel("summary"),
        FieldPanel("image"),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("access"),
                FieldPanel("joining"),
                FieldPanel("places"),
                FieldPanel("teachers", widget=teacher_picker),
                FieldPanel("assistants", widget=assistant_picker),
            ],
            heading=_("People"),
        ),
    ]
    settings_panels = [*Page.settings_panels, StoragePanel(heading=_("Storage"))]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def course(self) -> "Course":
        return self

    def is_open_to(self, user: Any) -> bool:
        return is_open_to(user, self.path)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who could join is led there; every other stranger gets 404."""
        user = request.user
        if isinstance(user, User) and self.live and not self.is_visible_to(user):
            offer = offers.offer_to(user, self)
            if offer is not None:
                return redirect(offer.url)
        return super().serve(request, *args, **kwargs)


_at = Prepared(
    lambda user, path: Course.objects.live().filter(open_to(user), path=path).values_list("pk"),
    user=User._meta.get_field("id"),
    path=Page._meta.get_field("path"),
)
_paths = Prepared(
    lambda user: Course.objects.live().filter(open_to(user)).order_by("path").values_list("path"),
    user=User._meta.get_field("id"),
)

register_taught_by(Course.objects.taught_by)
