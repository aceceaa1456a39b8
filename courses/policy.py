"""Which pages the admin finds for a person: in the explorer, the search, choosers and its API."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.permissions import FULL_RIGHTS, taught_paths

if TYPE_CHECKING:
    from accounts.models import User

ABOVE_COURSES = 3


class CoursesPolicy(PagePermissionPolicy):
    """Wagtail's own, but teachers find neither drafts nor names of others' courses.

    `courses.permissions` decides what may be done with a page once it is found.
    """

    def instances_user_has_any_permission_for(self, user: "User", actions: Any) -> Any:
        pages = super().instances_user_has_any_permission_for(user, actions)
        return pages.filter(_own(user)) if self.is_limited(user) else pages

    def is_limited(self, user: "User") -> bool:
        """The person edits as an owner, not by a permission for everyone's pages."""
        if user.is_superuser or not user.is_active:
            return False
        full = self._get_permission_codename(FULL_RIGHTS)
        rights = self.get_cached_permissions_for_user(user)
        return all(right.permission.codename != full for right in rights)


def _own(user: "User") -> Q:
    chosen = Q(depth__lte=ABOVE_COURSES) | Q(owner=user)
    for path in taught_paths(user):
        chosen |= Q(path__startswith=path)
    return chosen


policy = CoursesPolicy()


def register_policy() -> None:
    register_permission_policy(Page, policy)


def found_by(user: Any) -> Any:
    """The pages whose names this person may read in the admin."""
    return policy.explorable_instances(user)
