"""What a person may do with a page in the admin.

Wagtail grants "publish" for a whole part of the tree, so teachers get it for all courses. Here a
teacher's rights are limited to the courses they teach and the pages they created.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester

FULL_RIGHTS = "change"

_taught_by: list[Callable[[Any], QuerySet[Any]]] = []


def register_taught_by(courses: Callable[[Any], QuerySet[Any]]) -> None:
    """`courses(user)`: the courses this person teaches. Registered by the course model."""
    _taught_by[:] = [courses]


class PagePermissions(PagePermissionTester):
    def can_view_revisions(self) -> bool:
        """The same check as the history view, so that no link leads to a refusal."""
        return bool(super().can_view_revisions() and (self.can_edit() or self.can_publish()))


class PortalPagePermissions(PagePermissions):
    """The front page and the list of courses: there is one of each, and it can't be removed."""

    def can_copy(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class CoursePagePermissions(PagePermissions):
    """Editors and admins as in Wagtail; a teacher has rights only in the courses they teach."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if self.is_limited and not self._teaches_here():
            self.permissions: set[str] = set()

    @property
    def is_limited(self) -> bool:
        """The person edits as an owner, not by a permission for everyone's pages."""
        is_limited: bool = (
            self.user.is_active
            and not self.user.is_superuser
            and FULL_RIGHTS not in self.permissions
        )
        return is_limited

    def can_publish(self) -> bool:
        return bool(super().can_publish() and self._made_it())

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish() and self._made_it())

    def can_unschedule(self) -> bool:
        return self.can_publish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """As in Wagtail, whose check would cost two queries per row in a list."""
        if not self.is_limited:
            return bool(super().can_delete(ignore_bulk))
        if not {"add", "publish"} <= self.permissions or not (ignore_bulk or self.page.is_leaf()):
            return False
        return not any(path.startswith(self.page.path) for path in foreign_paths(self.user))

    def can_move_to(self, destination: Any) -> bool:
        """Within its parent: anyone who may reorder the parent's children."""
        if self.page.is_child_of(destination):
            rights = destination.specific.permissions_for_user(self.user)
            return bool(rights.can_reorder_children())
        return bool(super().can_move_to(destination))

    def _made_it(self) -> bool:
        return not self.is_limited or self.page.owner_id in (None, self.user.pk)

    def _teaches_here(self) -> bool:
        if self.page.owner_id == self.user.pk:
            return True
        return any(self.page.path.startswith(path) for path in taught_paths(self.user))


class CourseListPermissions(PortalPagePermissions):
    """The list of courses: teachers add courses below it, but can't unpublish it."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.is_limited = (
            user.is_active and not user.is_superuser and FULL_RIGHTS not in self.permissions
        )

    def can_publish(self) -> bool:
        return bool(super().can_publish() and not self.is_limited)

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish() and not self.is_limited)

    def can_reorder_children(self) -> bool:
        return bool(super().can_reorder_children() and not self.is_limited)


def taught_paths(user: Any) -> list[str]:
    """Tree paths of the courses this person teaches, read once per request."""
    if not hasattr(user, "_taught_course_paths"):
        taught = [courses(user).order_by().values_list("path", flat=True) for courses in _taught_by]
        user._taught_course_paths = [path for paths in taught for path in paths]
    paths: list[str] = user._taught_course_paths
    return paths


def foreign_paths(user: Any) -> list[str]:
    """Tree paths of others' pages in the courses this person teaches, read once per request."""
    if not hasattr(user, "_foreign_page_paths"):
        taught = Q(pk__in=[])
        for path in taught_paths(user):
            taught |= Q(path__startswith=path)
        foreign = Page.objects.filter(taught).exclude(owner=user).order_by()
        user._foreign_page_paths = list(foreign.values_list("path", flat=True))
    paths: list[str] = user._foreign_page_paths
    return paths
