"""What every page of a course has: a public id, a course, and rules on who may see it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest, Length, Substr
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from courses.addresses import AddressedPage
from courses.copying import CopyPages
from courses.forms import LearningPageForm
from courses.kept import kept
from courses.permissions import CoursePagePermissions


def path_above(steps: int) -> Substr:
    """The tree path of the ancestor `steps` above, as a database expression.

    PostgreSQL may evaluate it for pages without such an ancestor before filtering them out.
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

    def under_live_pages(self) -> "LearningPageQuerySet":
        """Live, with every page up to its course live too: a draft lesson hides its exercises."""
        pages: LearningPageQuerySet = self.live()
        for steps in range(1, self.model.steps_below_course):
            above = Page.objects.live().filter(path=OuterRef(f"path_above_{steps}"))
            pages = pages.annotate(**{f"path_above_{steps}": path_above(steps)})
            pages = pages.filter(Exists(above))
        return pages

    def translation_keys(self) -> "LearningPageQuerySet":
        """What rows about these pages are counted by, as a subquery (ADR 0031)."""
        keys: LearningPageQuerySet = self.order_by().values("translation_key")
        return keys


LearningPageManager = PageManager.from_queryset(LearningPageQuerySet)


@dataclass(frozen=True)
class Line:
    """The state of the pages above: whether all from the course down are live, and whether any of
    them, or the page itself, may have a Wagtail view restriction."""

    is_live: bool
    is_restricted: bool


class LearningPage(AddressedPage, Page):
    """A page known to the public by a `uid` that survives moves and is not copied with the page.

    Its translations have their own; what is common to all languages goes by `translation_key`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = LearningPageManager()

    exclude_fields_in_copy = ["uid"]
    show_in_menus_default = False
    base_form_class = LearningPageForm
    steps_below_course = 0

    class Meta:
        abstract = True

    @property
    def course(self) -> Any:
        """The course this page belongs to (itself for a course), or None outside of any."""
        raise NotImplementedError

    def is_open_to(self, user: Any) -> bool:
        """Whether this person may open the course, if it is live."""
        raise NotImplementedError

    def is_visible_to(self, user: Any) -> bool:
        """The same as `visible_to`, for a page that is already loaded."""
        is_shown = self.live and self._line_above().is_live
        return bool(is_shown and self.is_open_to(user))

    def get_view_restrictions(self) -> Any:
        """As Wagtail finds them, unless we know that there are none on the path."""
        if not self._line_above().is_restricted:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    @property
    def private_page_options(self) -> list[str]:
        """None of Wagtail's: the course decides. An existing one can still be changed."""
        return list(Page.private_page_options) if self.get_view_restrictions().exists() else []

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An alias, which Wagtail fills from its source, gets a uid of its own."""
        if self._state.adding and self.alias_of_id:
            self.uid = uuid.uuid4()
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "LearningPage":
        """Keep the uid, whether the content is an older version or the source of an alias."""
        page: LearningPage = super().with_content_json(content)
        page.uid = self.uid
        return page

    def copy(
        self, *, recursive: bool = False, to: Page | None = None, user: Any = None, **how: Any
    ) -> Page:
        """For code, without permission checks; see `courses.copying`."""
        how = {key: value for key, value in how.items() if key != "copy_revisions"}
        copying = CopyPages(self, recursive=recursive, to=to, user=user, **how)
        return copying.execute(skip_permission_checks=True)

    copy.alters_data = True  # type: ignore[attr-defined]

    def permissions_for_user(self, user: Any) -> CoursePagePermissions:
        return CoursePagePermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Strangers get 404. Previews don't come through here; the admin checks those."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.is_visible_to(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)  # type: ignore[no-any-return]
