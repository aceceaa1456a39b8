"""Roles are Django groups; migrations of each app say what a role may do with that app's models."""

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The value is the group's name, as the admin shows it."""

    STUDENT = "Students", _("student")
    TEACHER = "Teachers", _("teacher")
    EDITOR = "Editors", _("editor")
    ADMIN = "Admins", _("admin")


WHAT_ROLES_DO: dict[str, Any] = {
    Role.STUDENT.value: _("practise in their courses and get feedback"),
    Role.TEACHER.value: _("write courses and answer the takes handed in there"),
    Role.EDITOR.value: _("edit every course and the library, and read all feedback"),
    Role.ADMIN.value: _("all of this, and accounts"),
}
ADMIN_SIDE_ROLES = (Role.TEACHER, Role.EDITOR, Role.ADMIN)


def may_read_reports(user: Any) -> bool:
    """Reports tell of the whole portal: who practised and was answered, in every course."""
    return bool(user.is_superuser or user.role_names & {Role.EDITOR, Role.ADMIN})


def grant(apps: Any, role: Role, model: str, verbs: Iterable[str]) -> None:
    """For migrations: `grant(apps, Role.TEACHER, "feedback.Feedback", ["add", "change"])`.

    Django makes permissions after the last migration only, so they are made here when missing.
    """
    app_label, model_name = model.lower().split(".")
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=role.value)
    for verb in verbs:
        codename = verb if "_" in verb else f"{verb}_{model_name}"
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )
        group.permissions.add(permission)
