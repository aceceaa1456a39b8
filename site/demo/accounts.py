"""The demo accounts: everyone knows their password, so production refuses them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

PASSWORD = "practika"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    email: str
    first_name: str
    last_name: str
    role: Role
    told: str | Promise


ACCOUNTS = (
    DemoAccount("admin@example.com", "Alma", "Reyes", Role.ADMIN, _("Admin")),
    DemoAccount("editor@example.com", "Edda", "Lind", Role.EDITOR, _("Editor")),
    DemoAccount("teacher@example.com", "Teodor", "Vance", Role.TEACHER, _("Teacher")),
    DemoAccount("assistant@example.com", "Asha", "Nair", Role.ASSISTANT, _("Assistant")),
    DemoAccount("student@example.com", "Selin", "Aydin", Role.STUDENT, _("Student")),
    DemoAccount("classmate@example.com", "Caleb", "Moore", Role.STUDENT, _("Classmate")),
)
