"""Roles are Django groups; migrations of each app say what a role may do with that app's models."""

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The value is the group's name, as the admin shows it."""

    STUDENT = "Students", _("student")
    ASSISTANT = "Assistants", _("assistant")
    TEACHER = "Teachers", _("teacher")
    EDITOR = "Editors", _("editor")
    ADMIN = "Admins", _("admin")


WHAT_ROLES_DO: dict[str, Any] = {
    Role.STUDENT.value: _("practise in their courses and get feedback"),
    Role.ASSISTANT.value: _("draft feedback in given courses, for a teacher to release"),
    Role.TEACHER.value: _("write courses and answer the takes handed in there"),
    Role.EDITOR.value: _("edit every course and the library, and read all feedback"),
    Role.ADMIN.value: _("do all of this, and manage accounts"),
}
ADMIN_SIDE_ROLES = (Role.TEACHER, Role.EDITOR, Role.ADMIN)
"""As of the migration that gives them the admin."""


def grant(apps: Any, role: Role, model: str, verbs: Iterable[str]) -> None:
    """For migrations: `grant(apps, Role.TEACHER, "feedback.Feedback", ["add", "change"])`.

    Django only creates permissions after the last migration, so missing ones are created here.
    """
    app_label, model_name = model.lower().split(".")
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name
    )
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=role.value)
    for verb in verbs:
        codename = verb if "_" in verb else f"{verb}_{model_name}"
        permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )
        group.permissions.add(permission)
