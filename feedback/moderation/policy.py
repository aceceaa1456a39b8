"""Who sees the queue of reports and decides: a right of ours, not a permission per model."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import User
from accounts.rights import Right
from feedback.models import HoldRule, ModerationCase


class RulePolicy(ModelPermissionPolicy):
    possible = frozenset({"view", "add", "change", "delete"})

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.possible and user.is_active and user.may(Right.MODERATE)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Any
    ) -> bool:
        return self.user_has_any_permission(user, actions)


class CasePolicy(RulePolicy):
    """Cases come from reports alone, and none is deleted."""

    possible = frozenset({"view", "change"})


def register_policies() -> None:
    register_permission_policy(HoldRule, RulePolicy(HoldRule))
    register_permission_policy(ModerationCase, CasePolicy(ModerationCase))
