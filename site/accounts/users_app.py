"""Wagtail's user management, with our forms. Replaces `wagtail.users` in INSTALLED_APPS."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.people_admin.PeopleViewSet"
    group_viewset = "accounts.roles_admin.RolesViewSet"
