"""Who may do what with invitations and cohorts in the admin: Wagtail asks here."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import User
from accounts.rights import Right, roles_with
from invitations.models import ClassLink, Cohort, Invitation, InvitationWords
from invitations.rules import may_invite, may_make_links

# An invitation is revoked, never deleted: who invited whom stays known.
ACTIONS = frozenset({"add", "change", "view"})


class _Policy(BasePermissionPolicy):
    def user_has_permission(self, user: User, action: str) -> bool:
        raise NotImplementedError

    def _rows(self, user: User) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        may = self.user_has_permission(user, action)
        return may and self._rows(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> "QuerySet[Any]":
        rows = self._rows(user)
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[User]":
        in_role = Q(groups__name__in=roles_with(Right.INVITE)) | Q(is_superuser=True)
        people: QuerySet[User] = User.objects.filter(in_role, is_active=True).distinct()
        return people


class InvitationPolicy(_Policy):
    def user_has_permission(self, user: User, action: str) -> bool:
        return action in ACTIONS and user.is_active and may_invite(user)

    def _rows(self, user: User) -> "QuerySet[Any]":
        return Invitation.objects.managed_by(user)


class AdminsPolicy(_Policy):
    """For whoever may invite anybody."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_active and user.may(Right.INVITE)


class ClassLinkPolicy(_Policy):
    def user_has_permission(self, user: User, action: str) -> bool:
        return action in ACTIONS and user.is_active and self._is_open_to(user)

    def _is_open_to(self, user: User) -> bool:
        """Read once per request: Wagtail asks for each row of a list."""
        if "_may_make_links" not in user.__dict__:
            user.__dict__["_may_make_links"] = may_make_links(user)
        return bool(user.__dict__["_may_make_links"])

    def _rows(self, user: User) -> "QuerySet[Any]":
        return ClassLink.objects.managed_by(user)


def register_policies() -> None:
    register_permission_policy(Invitation, InvitationPolicy(Invitation))
    register_permission_policy(ClassLink, ClassLinkPolicy(ClassLink))
    register_permission_policy(Cohort, AdminsPolicy(Cohort))
    register_permission_policy(InvitationWords, AdminsPolicy(InvitationWords))
