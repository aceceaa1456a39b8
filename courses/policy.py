"""Which pages the admin finds for a person: in the explorer, the search, choosers and its API."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.permissions import DEPTH_OF_COURSES, FULL_RIGHTS, taught_paths

if TYPE_CHECKING:
    from accounts.models import User

ABOVE_COURSES = DEPTH_OF_COURSES - 1


class CoursesPolicy(PagePermissionPolicy):
    """Wagtail's own, but teachers find neither drafts nor names of others' courses.

    `courses.permissions` decides what may be done with a page once it is found.
    """

    def instances_user_has_any_permission_for(self, user: "User", actions: Any) -> Any:
        pages = super().instances_user_has_any_permission_for(user, actions)
        if not self.is_limited(user):
            return pages
        own = pages.filter(_above_courses() | _taught(user))
        if FULL_RIGHTS not in actions:
            return own
        # As `CoursePagePermissions`: what they may add to in a course, they may change.
        return own | super().instances_user_has_any_permission_for(user, {"add"}).filter(
            _taught(user)
        )

    def user_has_any_permission_for_instance(
        self, user: "User", actions: Any, instance: Any
    ) -> bool:
        if not self.is_limited(user):
            return bool(super().user_has_any_permission_for_instance(user, actions, instance))
        found = self.instances_user_has_any_permission_for(user, set(actions))
        return bool(found.filter(pk=instance.pk).exists())

    def is_limited(self, user: "User") -> bool:
        """The person edits as an owner, not by a permission for everyone's pages."""
        if user.is_superuser or not user.is_active:
            return False
        full = self._get_permission_codename(FULL_RIGHTS)
        rights = self.get_cached_permissions_for_user(user)
        return all(right.permission.codename != full for right in rights)


def _above_courses() -> Q:
    return Q(depth__lte=ABOVE_COURSES)


def _taught(user: "User") -> Q:
    """Those of the courses they teach, whoever made them; and nothing they made elsewhere."""
    taught = Q(depth=DEPTH_OF_COURSES, owner=user)
    for path in taught_paths(user):
        taught |= Q(path__startswith=path)
    return taught


policy = CoursesPolicy()


def register_policy() -> None:
    register_permission_policy(Page, policy)


def found_by(user: Any) -> Any:
    """The pages whose names this person may read in the admin."""
    return policy.explorable_instances(user)
