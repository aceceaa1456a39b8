"""People in the admin: Settings → People."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from accounts.addresses import normalised
from accounts.api_tokens import revoke
from accounts.erasure import erase_person, foresee
from accounts.last_admin import LAST_ADMIN, lock_admins
from accounts.logins import stay
from accounts.models import User
from accounts.people import person
from accounts.people_forms import NewPersonForm, PersonForm
from accounts.services import notify_of_change, notify_of_reset, send_password_link
from accounts.staff_step import reset
from core.confirming import TypedConfirmation
from core.direction import isolated
from core.erasing import Consequence
from core.errors import Refusal
from core.paging import LongListPaginator


class PeopleView(IndexView):
    paginator_class = LongListPaginator
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("groups")

    @cached_property
    def columns(self) -> list[Column]:
        """With roles instead of Wagtail's single access level."""
        columns = {column.name: column for column in super().columns}
        roles = Column("roles", label=gettext_lazy("Role"), accessor=roles_of, width="15%")
        address = Column("email", label=gettext_lazy("E-mail address"), accessor=address_of)
        columns["email"] = address
        columns["is_active"].label = gettext_lazy("May log in")
        return [roles if name == "is_superuser" else one for name, one in columns.items()]


def roles_of(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join([_("Everything"), *names] if user.is_superuser else names) or "–"


def address_of(user: User) -> str:
    return user.address or "–"


class SendsLink:
    """Saves, then mails the person a link if requested. The account is kept if the mail fails."""

    request: HttpRequest
    form: Any
    object: Any
    success_message: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"for_user": self.request.user}

    def save_instance(self) -> User:
        saved: User = super().save_instance()  # type: ignore[misc]
        if saved == self.request.user:
            # People who change their own role or password stay logged in here, but not elsewhere.
            stay(self.request, saved)
        if self.form.sends_link and send_password_link(request=self.request, person=saved):
            words = _("A link to choose a password is on its way to %(email)s.")
            messages.success(self.request, words % {"email": saved.email})
        elif self.form.sends_link:
            words = _("The e-mail to %(email)s could not be sent. Try again, or set a password.")
            messages.error(self.request, words % {"email": saved.email})
        return saved

    def get_success_message(self, made: User | None = None) -> str:
        return str(self.success_message) % {"object": isolated(made or self.object)}


class NewPersonView(SendsLink, CreateView):
    page_title = gettext_lazy("Add a person")
    success_message = gettext_lazy("%(object)s now has an account.")


class GuardsSuperusers:
    """The right to edit people must not be a way to full rights."""

    object: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


@reauthentication_required(app="allauth.account")
def require_reauthentication(request: HttpRequest) -> None:
    """Asks for the password again, then continues with the request."""


class PersonView(SendsLink, GuardsSuperusers, EditView):
    """A new address or password gives access, so an unattended screen must not be enough."""

    success_message = gettext_lazy("%(object)s is saved.")
    error_message = gettext_lazy("Nothing was saved. See below for what needs fixing.")

    def form_valid(self, form: Any) -> HttpResponseBase:
        old, changed = form.initial["email"], {"email", "password1"} & set(form.changed_data)
        resets = bool(form.cleaned_data.get("reset_second_step"))
        if changed or resets:
            require_reauthentication(self.request)
        with transaction.atomic():
            if not form.will_manage(form.cleaned_data):
                lock_admins()
                if form.ends_the_last_admin(form.cleaned_data):
                    form.add_error(None, LAST_ADMIN)
                    self.is_valid(form)  # takes note of it for the message
                    return cast("HttpResponseBase", self.form_invalid(form))
            response: HttpResponseBase = super().form_valid(form)
        for token in form.cleaned_data.get("revoked_tokens", []):
            revoke(actor=person(self.request), token=token)
        if resets:
            reset(actor=person(self.request), person=form.instance)
            notify_of_reset(person=form.instance, sender=person(self.request))
        if changed:
            notify_of_change(request=self.request, person=form.instance, mailbox=old)
        return response


class ErasePersonView(DeleteView):
    """Shows what will be erased and what is kept, and asks for the e-mail address."""

    page_title = gettext_lazy("Erase the account")
    success_message = gettext_lazy(
        "The account and everything that belonged to it have been erased."
    )
    form_class = TypedConfirmation

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        address = self.object.address
        if not address:
            label = gettext_lazy("Type their name")
            return kwargs | {"wanted": self.object.display_name, "label": label}
        label = gettext_lazy("Type their e-mail address")
        return kwargs | {"wanted": address, "label": label, "reading": normalised}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = foresee(self.object)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        goes = [Consequence(_("The account, its log-ins and its API tokens"))]
        goes += [line for line in lines if not line.stays]
        return context | {"goes": goes, "stays": [line for line in lines if line.stays]}

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().form_valid(form)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
            response = self.form_invalid(form)
        return response

    def delete_action(self) -> None:
        erase_person(actor=person(self.request), person=self.object)


class PeopleViewSet(UserViewSet):
    menu_label = gettext_lazy("People")
    ordering = "name"
    index_view_class = PeopleView
    add_view_class = NewPersonView
    edit_view_class = PersonView
    delete_view_class = ErasePersonView

    def get_form_class(self, for_update: bool = False) -> Any:
        return PersonForm if for_update else NewPersonForm
