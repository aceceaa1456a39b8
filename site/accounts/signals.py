"""Creates profiles, records log-ins and sessions, and ends access when roles or rights change."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import logins
from accounts.access import access_changed
from accounts.models import Profile, User


@receiver(post_save, sender=User)
def make_profile(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        Profile.objects.create(user=instance)


@receiver(user_logged_in)
def remember_log_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = timezone.now()
    profiles = Profile.objects.filter(user=user)
    profiles.filter(first_login_at=None).update(first_login_at=now)
    profiles.update(last_activity_at=now)


@receiver(user_logged_in)
def list_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    logins.forget_ended(user)
    logins.remember(request, user)


@receiver([password_changed, password_set])
def list_session_again(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """People who change their password stay logged in, under another session key."""
    logins.remember(request, user)


@receiver(user_logged_out)
def unlist_session(request: HttpRequest, **kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


@receiver(access_changed)
def unlist_ended_sessions(person_id: Any, changes: dict[str, Any], **kwargs: Any) -> None:
    if changes.keys() - {"email"}:
        UserSession.objects.filter(user_id=person_id).delete()


@receiver(m2m_changed, sender=User.groups.through)
def end_access_with_roles(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """In the change's own transaction. Roles are read before they are removed."""
    name = {"post_add": "roles_added", "pre_remove": "roles_removed", "pre_clear": "roles_removed"}
    if action not in name or (pk_set is not None and not pk_set):
        return
    mine, theirs = ("group", "user") if reverse else ("user", "group")
    rows = User.groups.through.objects.filter(**{mine: instance.pk})
    if pk_set is not None:
        rows = rows.filter(**{f"{theirs}__in": pk_set})
    pairs = rows.values_list("user", "group__name")
    _end_access(pairs, name[action], instance if isinstance(instance, User) else None)


@receiver(pre_delete, sender=Group)
def end_access_with_a_group(instance: Group, **kwargs: Any) -> None:
    pairs = User.groups.through.objects.filter(group=instance).values_list("user", "group__name")
    _end_access(pairs, "roles_removed", None)


def _end_access(pairs: Iterable[tuple[Any, str]], what: str, at_hand: User | None) -> None:
    """`at_hand` is the instance that the caller holds: it needs its new stamp."""
    roles: dict[Any, list[str]] = defaultdict(list)
    for key, role in pairs:
        roles[key].append(role)
    people = [at_hand] if at_hand and at_hand.pk in roles else User.objects.filter(pk__in=roles)
    for one in people:
        one.end_access(**{what: sorted(roles[one.pk])})
        one.__dict__.pop("_role_names", None)


@receiver(m2m_changed, sender=User.user_permissions.through)
def end_access_with_rights(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """Permissions given to a single person, which no page of ours does."""
    if action not in {"post_add", "pre_remove", "pre_clear"} or (pk_set is not None and not pk_set):
        return
    people = [instance]
    if reverse:
        rows = User.objects.filter(pk__in=pk_set) if pk_set else instance.user_set.all()
        people = list(rows)
    for one in people:
        one.end_access(rights=True)
