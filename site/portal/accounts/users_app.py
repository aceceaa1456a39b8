"""Wagtail's management of users, with our forms. Stands in INSTALLED_APPS for `wagtail.users`."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "portal.accounts.people_admin.PeopleViewSet"
