"""Creates people: the e-mail address is the log-in name."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db import models, transaction

from accounts import access
from accounts.addresses import normalised
from accounts.names import validate_name
from accounts.rights import Right, roles_with

if TYPE_CHECKING:
    from accounts.models import User


class UserQuerySet(models.QuerySet["User"]):
    def update(self, **values: Any) -> int:
        """Ends people's access, as `User.save` does; `bulk_update` uses this too."""
        noticed = access.NOTICED & values.keys()
        if not noticed or not hasattr(self.model, "end_access"):
            return super().update(**values)
        with transaction.atomic():
            before = {row["pk"]: row for row in self.order_by().values("pk", *noticed)}
            count = super().update(**values)
            self._end_access(before, noticed)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def _end_access(self, before: dict[Any, dict[str, Any]], noticed: frozenset[str]) -> None:
        after = self.model._base_manager.filter(pk__in=before).values("pk", *noticed)
        found = {row["pk"]: access.changes_between(before[row["pk"]], row) for row in after}
        ended = [key for key, changes in found.items() if access.ENDING & changes.keys()]
        if ended:
            access.renew(self.model, ended)
        access.announce(self.model, [(key, changes) for key, changes in found.items() if changes])

    def staff(self) -> "UserQuerySet":
        """Everybody who speaks for the school, including people whose account is closed."""
        return self.order_by().filter(
            models.Q(groups__name__in=roles_with(Right.ASSIST)) | models.Q(is_superuser=True)
        )

    def hash_again(self, *, old: str, new: str) -> None:
        """Stores the same password with a better hash, without ending anybody's access."""
        self.filter(password=old)._update_alone(password=new)

    def _update_alone(self, **values: Any) -> int:
        return super().update(**values)


if TYPE_CHECKING:

    class FromRows(BaseUserManager["User"]):
        def staff(self) -> UserQuerySet: ...
else:
    FromRows = BaseUserManager["User"].from_queryset(UserQuerySet)


class UserManager(FromRows):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user: User = self.model(email=normalised(email), **fields)
        for name in ("first_name", "last_name"):
            validate_name(getattr(user, name))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email=username)
        return found
