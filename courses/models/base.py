"""What every page of a course has: a public id, a course, and people who may see it."""

import uuid
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
        from courses.models.course import Course

        courses = Course.objects.visible_to(user)
        path = self._path_above(self.steps_below_course)
        return self._is_under_live_pages() and courses.filter(path=path).exists()

    def _is_under_live_pages(self) -> bool:
        """Itself included, its course not."""
        between = {self._path_above(steps) for steps in range(1, self.steps_below_course)}
        live = {row["path"] for row in self._rows_above() if row["live"]}
        return bool(self.live and between <= live)

    def get_view_restrictions(self) -> Any:
        """As Wagtail finds them, by what is asked of the pages above anyway."""
        rows = self._rows_above()
        if self.alias_of_id or any(row["alias_of"] for row in rows):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.filter(page__in=[self.pk, *(row["pk"] for row in rows)])

    def _rows_above(self) -> list[dict[str, Any]]:
        """Read once for each request, in which a page is one object."""
        if not hasattr(self, "_above"):
            paths = [self.path[:end] for end in range(self.steplen, len(self.path), self.steplen)]
            found = Page.objects.filter(path__in=paths).order_by()
            self._above = list(found.values("pk", "path", "live", "alias_of"))
        return self._above

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
