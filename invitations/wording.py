"""Puts names into the words of an invitation mail."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.own_address import OwnSite

NAMES = ("name", "school", "inviter", "courses")
"""What the words may hold in braces."""

_BRACES = re.compile(r"\{([^{}]*)\}")
UNKNOWN_NAME = gettext_lazy("{%(name)s} is not one of %(names)s.")


def validate_braces(text: str) -> None:
    """Raises ValidationError for a name in braces that nothing would be put in for."""
    for name in _BRACES.findall(text):
        if name not in NAMES:
            names = ", ".join(f"{{{one}}}" for one in NAMES)
            raise ValidationError(UNKNOWN_NAME, params={"name": name, "names": names})


def context(
    *,
    subject: str,
    message: str,
    name: str,
    inviter: str,
    courses: list[str],
    link: str,
    expires: datetime,
    has_account: bool = False,
) -> dict[str, Any]:
    """For the templates of the mail; without a message they have words of their own."""
    school = str(OwnSite())
    values = {
        "name": name,
        "school": school,
        "inviter": inviter or school,
        "courses": ", ".join(courses),
    }
    return {
        **values,
        "subject": _one_line(_filled(subject or _("You are invited to {school}"), values)),
        "paragraphs": [_filled(part, values) for part in _paragraphs(message)],
        "course_names": courses,
        "link": link,
        "expires": date_format(timezone.localtime(expires), "DATE_FORMAT"),
        "has_account": has_account,
        "language": translation.get_language(),
    }


def _filled(text: str, values: dict[str, str]) -> str:
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def _paragraphs(message: str) -> list[str]:
    parts = message.replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def _one_line(text: str) -> str:
    """A subject with a line break would be refused as an attempt to add headers."""
    return " ".join(text.split())
