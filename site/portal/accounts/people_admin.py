"""People in the admin: Settings → People."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from portal.accounts.erasure import erase_person, foresee
from portal.accounts.models import User
from portal.accounts.people import person
from portal.accounts.people_forms import NewPersonForm, PersonForm
from portal.accounts.services import send_password_link
from portal.core.confirming import TypedConfirmation
from portal.core.erasing import Consequence
from portal.core.errors import Refusal
from portal.core.paging import LongListPaginator


class PeopleView(IndexView):
    paginator_class = LongListPaginator
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("groups")

    @cached_property
    def columns(self) -> list[Column]:
        """With roles instead of the one level that Wagtail knows."""
        columns = {column.name: column for column in super().columns}
        roles = Column("roles", label=gettext_lazy("Role"), accessor=roles_of, width="15%")
        columns["email"].label = gettext_lazy("E-mail address")
        columns["is_active"].label = gettext_lazy("May log in")
        return [roles if name == "is_superuser" else one for name, one in columns.items()]


def roles_of(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join([_("Everything"), *names] if user.is_superuser else names) or "–"


class SendsLink:
    """Saves, then writes to the person if asked to. The account stays when the mail fails."""

    request: HttpRequest
    form: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"for_user": self.request.user}

    def save_instance(self) -> User:
        saved: User = super().save_instance()  # type: ignore[misc]
        if self.form.sends_link and send_password_link(request=self.request, person=saved):
            words = _("A link to choose a password is on its way to %(email)s.")
            messages.success(self.request, words % {"email": saved.email})
        elif self.form.sends_link:
            words = _("The e-mail to %(email)s could not be sent. Try again, or set a password.")
            messages.error(self.request, words % {"email": saved.email})
        return saved


class NewPersonView(SendsLink, CreateView):
    page_title = gettext_lazy("Add a person")
    success_message = gettext_lazy("%(object)s has an account.")


class GuardsSuperusers:
    """Whoever may change people is not thereby allowed to become one who may do everything."""

    object: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class PersonView(SendsLink, GuardsSuperusers, EditView):
    success_message = gettext_lazy("%(object)s is saved.")
    error_message = gettext_lazy("Nothing was saved. See below what is missing.")


class ErasePersonView(DeleteView):
    """Tells what goes and what stays, and has the e-mail address typed."""

    page_title = gettext_lazy("Erase the account")
    success_message = gettext_lazy("The account is erased, with everything that was theirs.")
    form_class = TypedConfirmation

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        label = gettext_lazy("Type their e-mail address")
        return kwargs | {"wanted": self.object.email, "label": label}

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
