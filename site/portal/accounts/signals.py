"""Keeping a profile beside each person, and the moment of the first log-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.models import Profile, User


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
