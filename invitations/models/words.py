"""What the mail of an invitation says, in one language. Without these, it has words of its own."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import PreviewableMixin

from core.own_address import own_address
from invitations.wording import context, validate_braces


class InvitationWords(PreviewableMixin, models.Model):
    language = models.CharField(
        gettext_lazy("language"), max_length=10, unique=True, choices=settings.LANGUAGES
    )
    subject = models.CharField(
        gettext_lazy("subject"), max_length=120, validators=[validate_braces]
    )
    message = models.TextField(
        gettext_lazy("message"),
        max_length=3000,
        validators=[validate_braces],
        help_text=gettext_lazy(
            "Leave a line empty to begin a new paragraph. The link and until when it is good are "
            "always added below. You can use {name}, {school}, {inviter} and {courses}."
        ),
    )

    panels = [FieldPanel("language"), FieldPanel("subject"), FieldPanel("message")]

    class Meta:
        ordering = ["language"]
        verbose_name = gettext_lazy("invitation mail")
        verbose_name_plural = gettext_lazy("invitation mails")

    def __str__(self) -> str:
        return str(self.get_language_display())

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "invitations/email/invitation_message.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        with translation.override(self.language or translation.get_language()):
            return context(
                subject=self.subject,
                message=self.message,
                name="Ada Lovelace",
                inviter=str(request.user),
                courses=[_("Violin for beginners")],
                link=own_address("/"),
                expires=timezone.now() + timedelta(days=14),
            )
