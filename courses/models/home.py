"""The portal's front page: an invitation for guests, the way back to work for everyone else."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.blocks import WelcomeBlock
from courses.routing import routed
from portal.accounts.people import person

CARDS_SHOWN = 6


class HomePage(Page):
    body = StreamField(
        WelcomeBlock(),
        blank=True,
        verbose_name=_("welcome text"),
        help_text=_("Everyone can read this, also without an account."),
    )

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CourseIndexPage"]
    template = "courses/home_page.html"
    landing_template = "courses/landing.html"
    page_description = _("The front page.")
    preview_modes = [("", _("For members")), ("guest", _("For guests"))]

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        return routed(self, request, path_components, super().route)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return self.template if request.user.is_authenticated else self.landing_template

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.landing_template if mode_name == "guest" else self.template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import as_cards, courses_for

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return context
        user = person(request)
        courses = list(courses_for(user)[: CARDS_SHOWN + 1])
        return {
            **context,
            "cards": as_cards(user, courses[:CARDS_SHOWN]),
            "has_more_courses": len(courses) > CARDS_SHOWN,
        }
