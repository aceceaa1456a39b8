"""What every page of a course has: a public id, a course, and people who may see it."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest, Length, Substr
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from courses.forms import LearningPageForm
from courses.kept import kept
from courses.permissions import CoursePagePermissions

if TYPE_CHECKING:
    from courses.models.course import Course
    from portal.accounts.models import User


def path_above(steps: int) -> Substr:
    """The tree path of the ancestor `steps` above, as a database expression.

    PostgreSQL may ask it of pages that have none, before it has left them out.
    """
    return Substr("path", 1, Greatest(Length("path") - steps * Page.steplen, 0))


class LearningPageQuerySet(PageQuerySet):
    def of_courses(self, courses: PageQuerySet) -> "LearningPageQuerySet":
        """Pages of these courses, at whatever depth this type of page has below its course."""
        found = self.annotate(course_path=path_above(self.model.steps_below_course))
        of_courses: LearningPageQuerySet = found.filter(
            course_path__in=courses.order_by().values("path")
        )
        return of_courses

    def of_course(self, uid: uuid.UUID) -> "LearningPageQuerySet":
        from courses.models.course import Course

        return self.of_courses(Course.objects.filter(uid=uid))

    def under_live_pages(self) -> "LearningPageQuerySet":
        """Live, as every page between it and its course is: a draft lesson hides its exercises."""
        pages: LearningPageQuerySet = self.live()
        for steps in range(1, self.model.steps_below_course):
            above = Page.objects.live().filter(path=OuterRef(f"path_above_{steps}"))
            pages = pages.annotate(**{f"path_above_{steps}": path_above(steps)})
            pages = pages.filter(Exists(above))
        return pages

    def visible_to(self, user: "User") -> "LearningPageQuerySet":
        """Live pages of the courses this person may open."""
        from courses.models.course import Course

        return self.under_live_pages().of_courses(Course.objects.visible_to(user))


LearningPageManager = PageManager.from_queryset(LearningPageQuerySet)


@dataclass(frozen=True)
class Line:
    """What the pages above say: whether all from the course down are live, and whether any of them,
    or the page itself, may have restrictions of Wagtail's."""

    is_live: bool
    is_restricted: bool


class LearningPage(Page):
    """A page known to the public by a `uid` that survives moves and is not copied with the page."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = LearningPageManager()

    exclude_fields_in_copy = ["uid"]
    show_in_menus_default = False
    base_form_class = LearningPageForm
    steps_below_course = 0

    class Meta:
        abstract = True

    @property
    def course(self) -> "Course | None":
        """The course this page belongs to (itself for a course), or None outside of any."""
        from courses.models.course import Course

        if isinstance(self, Course):
            return self
        known_path, course = getattr(self, "_course_of_path", ("", None))
        if known_path != self.path:
            course = Course.objects.filter(path=self._path_above(self.steps_below_course)).first()
            self._course_of_path = (self.path, course)
        return course

    def is_visible_to(self, user: Any) -> bool:
        """The same as `visible_to`, for a page that is at hand."""
        from courses.models.course import is_open_to

        is_shown = self.live and self._line_above().is_live
        return bool(is_shown and is_open_to(user, self._path_above(self.steps_below_course)))

    def get_view_restrictions(self) -> Any:
        """As Wagtail finds them, unless it is known that there are none on the way down."""
        if not self._line_above().is_restricted:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def remember_line(self, request: HttpRequest) -> None:
        self._line = kept(request, ("line", self.pk), self._read_line)

    def _line_above(self) -> "Line":
        return getattr(self, "_line", None) or self._read_line()

    def _read_line(self) -> "Line":
        paths = [self._path_above(steps) for steps in range(self.steps_below_course, 0, -1)]
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        way = Page.objects.filter(path__in=[self.path[:end] for end in ends])
        restricted = PageViewRestriction.objects.filter(page__in=way.values("pk"))
        return Line(
            is_live=way.filter(path__in=paths, live=True).count() == len(paths),
            is_restricted=way.exclude(alias_of=None).exists() or restricted.exists(),
        )

    def _path_above(self, steps: int) -> str:
        path: str = self.path
        return path[: len(path) - steps * self.steplen]

    def permissions_for_user(self, user: Any) -> CoursePagePermissions:
        return CoursePagePermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Strangers get 404. Previews don't pass here; the admin checks who may ask for one."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.is_visible_to(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import crumbs

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        way = kept(request, ("crumbs", self.pk), lambda: crumbs(self, request))
        return {**context, "course": SimpleLazyObject(lambda: self.course), "crumbs": way}
