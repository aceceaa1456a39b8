"""Choosing people from a list: teachers and assistants for a course, students for a class."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.models import User, sees_addresses
from accounts.people import person
from accounts.roles import Role
from courses.people import named_like, students_for
from courses.teaching import assisting_staff, teaching_staff


class NameForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Name"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("A name or a full e-mail address")}),
    )

    def filter(self, objects: QuerySet[User]) -> QuerySet[User]:
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q", "").strip()
        self.is_searching = bool(self.search_query)
        return named_like(objects, self.search_query) if self.search_query else objects


class OfPeople:
    """What each view of a chooser needs to know: whom may this person choose here?"""

    request: Any

    def people(self) -> QuerySet[User]:
        raise NotImplementedError

    def get_object(self, pk: str) -> User:
        found = self.get_objects([pk]).first()
        if found is None:
            raise Http404
        return found

    def get_objects(self, pks: list[str]) -> QuerySet[User]:
        try:
            return self.people().filter(pk__in=pks)
        except ValidationError as error:
            raise Http404 from error

    def get_edit_item_url(self, instance: User) -> None:
        return None


class ListOfPeople(OfPeople):
    filter_form_class = NameForm
    ordering = ("first_name", "last_name", "pk")

    def get_object_list(self) -> QuerySet[User]:
        return self.people().prefetch_related("groups")

    def can_create(self) -> bool:
        return False

    @property
    def columns(self) -> list[Column]:
        """Addresses distinguish people with the same name, for those who may see them anyway."""
        columns = [*super().columns, Column("role", label=_("Role"), accessor=roles_of)]  # type: ignore[misc]
        columns[0].label = _("Name")
        if sees_addresses(person(self.request)):
            columns.append(Column("email", label=_("E-mail address")))
        return columns


def roles_of(user: User) -> str:
    names = {group.name for group in user.groups.all()}
    return ", ".join(str(role.label) for role in Role if role.value in names)


class Teachers(OfPeople):
    def people(self) -> QuerySet[User]:
        return teaching_staff()


class Assistants(OfPeople):
    def people(self) -> QuerySet[User]:
        return assisting_staff()


class Students(OfPeople):
    def people(self) -> QuerySet[User]:
        return students_for(person(self.request))


class PeopleChooserViewSet(ChooserViewSet):
    model = User
    icon = "user"
    register_widget = False
    per_page = 20

    def __init__(self, name: str, whom: type[OfPeople], choose: Any) -> None:
        self.choose_view_class = _mixed(whom, ListOfPeople, chooser.ChooseView)
        self.choose_results_view_class = _mixed(whom, ListOfPeople, chooser.ChooseResultsView)
        self.chosen_view_class = _mixed(whom, chooser.ChosenView)
        self.chosen_multiple_view_class = _mixed(whom, chooser.ChosenMultipleView)
        super().__init__(name, choose_one_text=choose)


def _mixed(*bases: type) -> type:
    return type(bases[-1].__name__, bases, {})


def people_choosers() -> list[ChooserViewSet]:
    return [
        PeopleChooserViewSet("choose-teacher", Teachers, _("Choose teachers")),
        PeopleChooserViewSet("choose-assistant", Assistants, _("Choose assistants")),
        PeopleChooserViewSet("choose-student", Students, _("Choose students")),
    ]
