"""Who may do what with feedback in the admin.

Wagtail checks a policy twice: for the model ("may change feedback") and for one instance.
The viewset also fetches every instance through `Feedback.objects.readable_in_admin`.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import User
from feedback.models import Feedback

# Feedback is started from a take, never from an empty form; it is taken back, never deleted.
NOT_IN_ADMIN = frozenset({"add", "delete"})


class FeedbackPolicy(ModelPermissionPolicy):
    def user_has_permission(self, user: User, action: str) -> bool:
        if action in NOT_IN_ADMIN:
            return False
        return bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        may = self.user_has_permission(user, action)
        return may and self.scope(user, action).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Any
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, one, instance) for one in actions)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Feedback]:
        allowed = [action for action in actions if self.user_has_permission(user, action)]
        if not allowed:
            return Feedback.objects.none()
        return self.scope(user, "view" if "view" in allowed else allowed[0])

    def scope(self, user: User, action: str) -> QuerySet[Feedback]:
        if action == "view":
            return Feedback.objects.readable_in_admin(user)
        if action == "publish":
            return Feedback.objects.releasable_by(user)
        return Feedback.objects.writable_by(user)


def register_policy() -> None:
    register_permission_policy(Feedback, FeedbackPolicy(Feedback))
