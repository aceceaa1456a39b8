"""Groups in the admin: those that are roles keep their names, by which rights are found."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import DeleteView, GroupViewSet

from accounts.roles import Role

ROLE_STAYS = _("This group is a role of the portal: its name stays.")


class RoleForm(GroupForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        before = self.initial.get("name")
        if before in Role.values and name != before:
            raise ValidationError(ROLE_STAYS)
        return name


class DeleteGroupView(DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.name in Role.values:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class RolesViewSet(GroupViewSet):
    delete_view_class = DeleteGroupView

    def get_form_class(self, for_update: bool = False) -> Any:
        return RoleForm
