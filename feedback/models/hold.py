"""Which messages of students wait for an editor before anybody else sees them."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from courses.models import Course
from courses.models.keys import PageKeyField

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


class HeldFor(models.TextChoices):
    FIRST = "first", _("one of their first messages")
    WORD = "word", _("a word that is held")
    LINK = "link", _("a link")


class HoldRule(TimestampedModel):
    """Of one course, in all its languages."""

    course = models.OneToOneField(
        Course, on_delete=models.CASCADE, related_name="+", verbose_name=_("course")
    )
    course_key = PageKeyField(of="course", unique=True)
    first_posts = models.PositiveSmallIntegerField(
        _("a student's first messages"),
        default=0,
        help_text=_("How many of each student's messages wait until you know them. 0: none."),
    )
    words = models.TextField(
        _("messages with these words"),
        blank=True,
        max_length=4000,
        help_text=_("One word or phrase on each line. Capitals make no difference."),
    )
    links = models.BooleanField(
        _("messages with a link"),
        default=False,
        help_text=_("Anything that begins with http or www."),
    )

    wagtail_reference_index_ignore = True

    named_by = ("course",)

    class Meta:
        verbose_name = _("hold rule")
        verbose_name_plural = _("hold rules")
        ordering = ["course__title"]

    def __str__(self) -> str:
        return str(self.course)

    def holds(self, text: str, posted: int) -> HeldFor | None:
        """Why a message with this text waits, by somebody who has `posted` so many before."""
        if posted < self.first_posts:
            return HeldFor.FIRST
        if self.links and LINK.search(text):
            return HeldFor.LINK
        if any(_has(text, line) for line in self.words.splitlines()):
            return HeldFor.WORD
        return None


def _has(text: str, phrase: str) -> bool:
    """As whole words: `ass` is not in `class`."""
    words = phrase.casefold().split()
    pattern = r"\s+".join(re.escape(word) for word in words)
    return bool(words and re.search(rf"(?<!\w){pattern}(?!\w)", text.casefold()))
