"""The first minutes of a person: what they can do here, and where they begin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from courses.models import Course, Enrolment

STUDENT = (
    ("play", _("Watch"), _("Each exercise shows you how it is done. Slow it down, repeat a part.")),
    ("camera", _("Record"), _("Record a take with your phone or computer, or upload a video.")),
    (
        "chat",
        _("Get feedback"),
        _("Your teacher answers at the exact moment. Ask back, then try again."),
    ),
)
ASSISTANT = (
    ("time", _("See who waits"), _("“Waiting for you” shows the takes of your courses.")),
    ("edit", _("Draft feedback"), _("Write remarks at the exact moment, and a summary.")),
    ("chat", _("Hand it on"), _("A teacher reads your draft, and releases it or sends it back.")),
)
TEACHER = (
    ("edit", _("Write a course"), _("Courses have modules, lessons and exercises with a demo.")),
    ("group", _("Fill your class"), _("Add people under “Class list”, or have them invited.")),
    ("chat", _("Answer takes"), _("“Waiting for you” shows what was handed in, oldest first.")),
)
EDITOR = (
    ("edit", _("Look after courses"), _("You may edit every course and the media library.")),
    ("chat", _("Read feedback"), _("You see all feedback and every conversation.")),
)
ADMIN = (
    ("mail", _("Invite people"), _("Under “Invitations”, one by one or a whole list.")),
    ("group", _("Manage accounts"), _("Roles and accounts are under Settings → People.")),
    ("edit", _("Configure the portal"), _("Everything else is under Settings, without code.")),
)


def points_for(user: User) -> tuple[tuple[str, Any, Any], ...]:
    """Icon, heading and sentence, by their highest role."""
    if user.is_superuser or user.has_role(Role.ADMIN):
        return ADMIN
    if user.has_role(Role.EDITOR):
        return EDITOR
    if user.has_role(Role.TEACHER):
        return TEACHER
    return ASSISTANT if user.has_role(Role.ASSISTANT) else STUDENT


def first_place(user: User) -> str:
    """Their newest course; the admin for those who work there."""
    if user.opens_admin:
        return reverse("wagtailadmin_home")
    newest = Enrolment.objects.filter(user=user).order_by("-created_at")
    open_to_them = Course.objects.visible_to(user)
    for key in newest.values_list("course", flat=True)[:20]:
        course = open_to_them.filter(pk=key).first()
        if course is not None:
            return str(course.url)
    return "/"
