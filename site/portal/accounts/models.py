"""The person and their profile. No pages here: a User beside page models loops migrations."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.accounts.managers import UserManager
from portal.accounts.roles import Role
from portal.core.models import UUIDModel


class User(UUIDModel, AbstractUser):  # type: ignore[django-manager-missing]
    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    is_demo = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Its password is known to everyone, so only development lets it in."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name", "email"]
        constraints = [
            # "Ana@x.org" and "ana@x.org" are one mailbox for everyone but a computer.
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci_unique"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.email.split("@")[0]

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        return "".join(word[0] for word in words[:2]).upper()

    def has_role(self, role: Role) -> bool:
        return role.value in self.role_names

    @property
    def role_names(self) -> set[str]:
        """Group names, read once per instance."""
        if not hasattr(self, "_role_names"):
            self._role_names = set(self.groups.values_list("name", flat=True))
        return self._role_names

    @property
    def opens_admin(self) -> bool:
        """Whether the admin opens for them; known already of whoever asks for a page."""
        if not hasattr(self, "_opens_admin"):
            self._opens_admin = self.has_perm("wagtailadmin.access_admin")
        return self.is_active and (self.is_superuser or self._opens_admin)


class Profile(models.Model):
    """What the portal remembers of a person beside their log-in."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    email_verified_at = models.DateTimeField(_("e-mail verified"), null=True, blank=True)
    onboarding_completed = models.BooleanField(_("onboarding completed"), default=False)
    first_login_at = models.DateTimeField(_("first log-in"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("last activity"), null=True, blank=True)
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)
