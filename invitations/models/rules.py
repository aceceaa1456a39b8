"""Who may invite, and for how long an invitation is good. Settings → Invitations."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail")
class InvitationRules(BaseGenericSetting):
    teachers_may_invite = models.BooleanField(
        _("teachers may invite students to their own courses"),
        default=False,
        help_text=_("Otherwise only admins invite people."),
    )
    class_links = models.BooleanField(
        _("people may join a course by a class link or its QR code"),
        default=False,
        db_default=False,
        help_text=_(
            "Teachers make such links for their own courses. Whoever opens one gives a name and "
            "can practise at once, without an e-mail address; they see nothing of others, and "
            "others nothing of theirs, until a teacher lets them in. Turned off, no such link "
            "works."
        ),
    )
    open_enrolment = models.BooleanField(
        _("people may join open courses by themselves"),
        default=False,
        db_default=False,
        help_text=_(
            "In the course, under “How people get in”, its teachers say whether it is open. "
            "Everyone with an account then finds its name and description, and joins with one tap. "
            "Guests don't, until a teacher lets them in somewhere. "
            "Turned off, nobody joins by themselves."
        ),
    )
    days_valid = models.PositiveSmallIntegerField(
        _("an invitation is good for (days)"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Applies to new invitations and to those that are sent again."),
    )

    panels = [
        FieldPanel("teachers_may_invite"),
        FieldPanel("days_valid"),
        FieldPanel("class_links"),
        FieldPanel("open_enrolment"),
    ]

    class Meta:
        verbose_name = _("invitations")
