"""The portal's front page: a welcome for guests, and where to continue for everyone else."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.addresses import AddressedPage
from courses.blocks import WelcomeBlock
from courses.forms import AddressForm
from courses.permissions import PortalPagePermissions
from courses.routing import routed


class HomePage(AddressedPage, Page):
    body = StreamField(
        WelcomeBlock(),
        blank=True,
        verbose_name=_("welcome text"),
        help_text=_("Everyone can read this, even without an account."),
    )

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CourseIndexPage"]
    template = "courses/home_page.html"
    landing_template = "courses/landing.html"
    page_description = _("The front page.")
    base_form_class = AddressForm
    preview_modes = [("", _("For members")), ("guest", _("For guests"))]

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")

    def permissions_for_user(self, user: Any) -> PortalPagePermissions:
        return PortalPagePermissions(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        return routed(self, request, path_components, super().route)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return self.template if request.user.is_authenticated else self.landing_template

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.landing_template if mode_name == "guest" else self.template
