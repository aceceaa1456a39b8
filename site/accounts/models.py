"""The person and their profile. No page models here: User beside them makes migrations circular."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from accounts import access
from accounts.fields import AddressField, NameField
from accounts.guests import is_placeholder
from accounts.managers import UserManager
from accounts.names import looks_like, role_words_in
from accounts.rights import Right, roles_with
from accounts.roles import Role
from core.models import UUIDModel


class User(UUIDModel, AbstractUser):  # type: ignore[django-manager-missing]
    username = None  # type: ignore[assignment]
    first_name = NameField(_("first name"), max_length=150, blank=True)
    last_name = NameField(_("last name"), max_length=150, blank=True)
    email = AddressField(_("e-mail address"), unique=True)
    is_demo = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Everyone knows its password, so it can log in only in development."),
    )
    is_guest = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Came by a class link, and no teacher has let them in yet."),
    )
    language = models.CharField(
        max_length=10, default="", db_default="", blank=True, editable=False
    )
    access_stamp = models.CharField(
        max_length=32, default="", db_default="", blank=True, editable=False
    )

    hidden_name = models.CharField(
        max_length=301,
        default="",
        db_default="",
        blank=True,
        editable=False,
        help_text=_("A name that an editor has hidden. It is not shown while they use it."),
    )

    coming_roles: set[str] | None = None
    """The roles that a form will give a new person, see `is_staff_member`."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name", "email"]
        constraints = [
            # "Ana@x.org" and "ana@x.org" are the same mailbox to everyone but a computer.
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci_unique"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed password, role or right to log in ends sessions and tokens: see `access`."""
        fields = kwargs.get("update_fields")
        noticed = access.NOTICED if fields is None else access.NOTICED & set(fields)
        if self._state.adding or not noticed:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            changes = self._changes(noticed)
            if access.ENDING & changes.keys():
                self.access_stamp = access.new_stamp()
            if fields is not None:
                kwargs["update_fields"] = {*fields, "access_stamp"}
            super().save(*args, **kwargs)
            if changes:
                access.announce(type(self), [(self.pk, changes)])

    def _changes(self, noticed: frozenset[str]) -> dict[str, Any]:
        """Compared with the row, which others may have changed since this instance was read."""
        rows = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        stored = rows.values("access_stamp", *noticed).first()
        if stored is None:
            return {}
        self.access_stamp = stored["access_stamp"]
        return access.changes_between(stored, {name: getattr(self, name) for name in noticed})

    def clean(self) -> None:
        """An existing name is accepted: anybody who could be confused with it came later."""
        super().clean()
        named = type(self)._base_manager.filter(pk=self.pk).values_list("first_name", "last_name")
        if named.first() != (self.first_name, self.last_name) and not self.is_staff_member:
            refuse_impersonation(self)

    @property
    def is_staff_member(self) -> bool:
        """Whether they speak for the school; for a new person, by the roles the form will give."""
        roles = self.coming_roles
        roles = self.role_names if roles is None and not self._state.adding else roles or set()
        return self.is_superuser or bool(roles & roles_with(Right.ASSIST))

    def end_access(self, **changes: Any) -> None:
        """Logs the person out everywhere; `changes` says why, see `access.access_changed`."""
        with transaction.atomic():
            self.access_stamp = access.renew(type(self), [self.pk])
            access.announce(type(self), [(self.pk, changes)])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hash, plus the stamp if there is one, so that old sessions remain valid."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        value = f"{self.password}{self.access_stamp}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password: str | None) -> bool:
        def hash_again(raw_password: str) -> None:
            old, self.password = self.password, make_password(raw_password)
            mine: Any = User.objects.filter(pk=self.pk)
            mine.hash_again(old=old, new=self.password)

        return check_password(raw_password, self.password, hash_again)

    @property
    def display_name(self) -> str:
        """What others see."""
        return gettext("Name hidden") if self.has_hidden_name else self.own_name

    @property
    def own_name(self) -> str:
        return self.get_full_name() or self.email.split("@")[0]

    @property
    def has_hidden_name(self) -> bool:
        """Choosing a really different name ends it; another spelling of the same does not."""
        if not self.hidden_name:
            return False
        return bool(looks_like(self.own_name) & looks_like(self.hidden_name))

    @property
    def address(self) -> str:
        """As it may be shown; empty for somebody who has not given one yet."""
        return "" if is_placeholder(self.email) else str(self.email)

    @property
    def initials(self) -> str:
        if self.has_hidden_name:
            return "?"
        words = self.display_name.split()
        return "".join(word[0] for word in words[:2]).upper()

    def may(self, right: Right) -> bool:
        """Whether one of their roles gives the right portal-wide; a superuser may do everything."""
        return self.is_superuser or bool(self.role_names & roles_with(right))

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
        """Whether they may use the admin; already loaded for the user of a request."""
        if not hasattr(self, "_opens_admin"):
            self._opens_admin = self.has_perm("wagtailadmin.access_admin")
        return self.is_active and (self.is_superuser or self._opens_admin)


def refuse_impersonation(user: User) -> None:
    """Raises ValidationError if others could mistake this person for a member of staff."""
    name = user.get_full_name()
    if words := role_words_in(name):
        text = _("“%(word)s” is reserved and can't be part of a name.")
        raise ValidationError(text, code="role_word", params={"word": words[0]})
    staff = User.objects.staff().exclude(pk=user.pk)
    mine = looks_like(name)
    if any(mine & looks_like(f"{first} {last}") for first, last in _names_of(staff)):
        text = _("This name is too similar to a staff member's. Add another of your names.")
        raise ValidationError(text, code="name_of_staff")


def _names_of(people: Any) -> Any:
    return people.values_list("first_name", "last_name").distinct().iterator()


class Profile(models.Model):
    """What the portal remembers about a person besides their log-in."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    email_verified_at = models.DateTimeField(_("e-mail verified"), null=True, blank=True)
    onboarding_completed = models.BooleanField(_("onboarding completed"), default=False)
    first_login_at = models.DateTimeField(_("first log-in"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("last activity"), null=True, blank=True)
    second_step_due_at = models.DateTimeField(
        _("second step due"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From then on, the admin opens only with a second step at log-in."),
    )
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.user)


@register_setting(icon="user")
class PeopleRules(BaseGenericSetting):
    teachers_see_addresses = models.BooleanField(
        _("teachers see the e-mail addresses of their students"),
        default=False,
        help_text=_(
            "In the class list's search, on a student's page and where people are chosen. "
            "Otherwise only editors and admins see them."
        ),
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("teachers_see_addresses")]

    class Meta:
        verbose_name = _("people")


def sees_addresses(user: User) -> bool:
    """Whether other people's addresses are shown to this person."""
    if user.may(Right.SEE_ALL):
        return True
    return user.may(Right.TEACH) and PeopleRules.load().teachers_see_addresses


class ApiToken(UUIDModel):
    """What its owner sees of an API token; knox keeps the hash of its secret."""

    secret = models.OneToOneField(
        "knox.AuthToken", on_delete=models.CASCADE, related_name="facts", editable=False
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    scopes = models.CharField(_("scopes"), max_length=80, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name or gettext("Log-in of a program")
