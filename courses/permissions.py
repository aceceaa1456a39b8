"""What a person may do with a page in the admin.

Wagtail grants "publish" for a whole part of the tree, so teachers get it for all courses. Here a
teacher's rights are limited to the courses they teach. All teachers of a course have the same.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from wagtail.models.pages import PagePermissionTester

FULL_RIGHTS = "change"
DEPTH_OF_COURSES = 4

_taught_by: list[Callable[[Any], QuerySet[Any]]] = []


def register_taught_by(courses: Callable[[Any], QuerySet[Any]]) -> None:
    """`courses(user)`: the courses this person teaches. Registered by the course model."""
    _taught_by[:] = [courses]


class PagePermissions(PagePermissionTester):
    def can_view_revisions(self) -> bool:
        """The same check as the history view, so that no link leads to a refusal."""
        return bool(super().can_view_revisions() and (self.can_edit() or self.can_publish()))


def is_limited(rights: PagePermissionTester) -> bool:
    """The person edits as a teacher, not by a permission for everyone's pages."""
    user = rights.user
    return bool(user.is_active and not user.is_superuser and FULL_RIGHTS not in rights.permissions)


class PortalPagePermissions(PagePermissions):
    """The front page and the list of courses: there is one of each, and it can't be removed."""

    def can_copy(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class CoursePagePermissions(PagePermissions):
    """Editors and admins as in Wagtail. A teacher has all rights in the courses they teach, whoever
    made the pages there, and none elsewhere."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.is_limited = is_limited(self)
        if self.is_limited:
            self.permissions = self._rights_of_teachers()

    def can_move_to(self, destination: Any) -> bool:
        """Within its parent: anyone who may reorder the parent's children."""
        if self.page.is_child_of(destination):
            rights = destination.specific.permissions_for_user(self.user)
            return bool(rights.can_reorder_children())
        return bool(super().can_move_to(destination))

    def _rights_of_teachers(self) -> set[str]:
        """Wagtail knows no "change" for a part of the tree that grows with every new course."""
        if not self._teaches_here():
            return set()
        return self.permissions | ({FULL_RIGHTS} if "add" in self.permissions else set())

    def _teaches_here(self) -> bool:
        if self._is_below(taught_paths(self.user)):
            return True
        if self.page.owner_id != self.user.pk:
            return False
        # It may be in a course of theirs that they have just made.
        return self.page.depth == DEPTH_OF_COURSES or self._is_below(_read_paths(self.user))

    def _is_below(self, paths: list[str]) -> bool:
        return any(self.page.path.startswith(path) for path in paths)


class CourseListPermissions(PortalPagePermissions):
    """The list of courses: teachers add courses below it, but can't unpublish it."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.is_limited = is_limited(self)

    def can_publish(self) -> bool:
        return bool(super().can_publish() and not self.is_limited)

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish() and not self.is_limited)

    def can_reorder_children(self) -> bool:
        return bool(super().can_reorder_children() and not self.is_limited)


def taught_paths(user: Any) -> list[str]:
    """Tree paths of the courses this person teaches, read once per request."""
    known: list[str] | None = getattr(user, "_taught_course_paths", None)
    return _read_paths(user) if known is None else known


def _read_paths(user: Any) -> list[str]:
    taught = [courses(user).order_by().values_list("path", flat=True) for courses in _taught_by]
    paths: list[str] = [path for paths in taught for path in paths]
    user._taught_course_paths = paths
    return paths
