"""The language a person chose for the portal; without one their browser decides.

It is kept in Wagtail's user profile, where the admin reads it, and copied to the person's own row,
which every request reads anyway.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from accounts.models import User


def choices() -> list[tuple[str, Any]]:
    """Each by its own name, so that those who speak it find it."""
    names = [(code, translation.get_language_info(code)["name_local"]) for code in _offered()]
    return [("", _("As in my browser")), *sorted(names, key=lambda one: one[1].casefold())]


@contextmanager
def spoken_by(user: User) -> Iterator[None]:
    """For what is written to them while somebody else's request is under way."""
    language = user.language if user.language in _offered() else translation.get_language()
    with translation.override(language):
        yield


def choose(user: User, language: str) -> None:
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save(update_fields=["preferred_language"])
    user.language = language


@receiver(post_save, sender=UserProfile)
def copy_to_person(instance: UserProfile, raw: bool = False, **given: Any) -> None:
    if not raw:
        people = User.objects.filter(pk=instance.user_id)
        people.exclude(language=instance.preferred_language).update(
            language=instance.preferred_language
        )


class PersonsLanguageMiddleware:
    """After Django's LocaleMiddleware, which asks the browser, and once the person is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *given: object) -> None:
        user = request.user
        if isinstance(user, User) and user.language in _offered():
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language


def _offered() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
