"""The queue's item in the admin's menu, with the number of cases to decide."""

from django.http import HttpRequest
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from accounts.people import person
from accounts.rights import Right
from feedback.models import ModerationCase


class ReportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return person(request).may(Right.MODERATE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = ModerationCase.objects.open().count()
        attrs = {"data-waiting": str(count or "")}
        if count:
            words = ngettext("%(count)d report to decide", "%(count)d reports to decide", count)
            attrs["title"] = words % {"count": count}
        return LinkMenuItem(
            self.name, str(self.label), self.url, icon_name=self.icon_name, attrs=attrs
        )
