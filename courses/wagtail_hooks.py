"""Hooks courses into the admin. The code is in `courses.admin` and `courses.rules`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.bucket.files import straight_to
from courses import facts
from courses.admin import guards
from courses.admin.classes import ClassViewSet
from courses.admin.demo_player import chosen_video, demo_player
from courses.admin.found import BULK_ACTIONS
from courses.admin.home import offer_first_course, without_page_count
from courses.admin.listing import CourseListingViewSet
from courses.admin.next_steps import suggest_next_steps
from courses.admin.page_views import page_viewsets
from courses.admin.people_choosers import people_choosers
from courses.admin.storage import CourseStorageViewSet
from courses.models import Course
from courses.permissions import CoursePagePermissions, taught_paths
from courses.policy import ABOVE_COURSES, found_by
from courses.rules import may_read_document
from events import fact

for action in BULK_ACTIONS:
    # After Wagtail's own, which they replace.
    hooks.register("register_bulk_action", action, order=100)
hooks.register("before_delete_page", guards.ask_before_erasing)
hooks.register("after_publish_page", suggest_next_steps)
hooks.register("before_bulk_action", guards.refuse_bulk_delete_of_used)
hooks.register("construct_homepage_panels", offer_first_course)
hooks.register("construct_homepage_summary_items", without_page_count, order=100)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    lists = [CourseListingViewSet(), ClassViewSet(), CourseStorageViewSet()]
    return [*lists, *page_viewsets(), *people_choosers()]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("courses/demo-player/", demo_player, name="courses_demo"),
        path("courses/chosen-video/", chosen_video, name="courses_chosen_video"),
    ]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "courses/icons/course.svg"]


@hooks.register("insert_global_admin_css")
def admin_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("build/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_script() -> str:
    return format_html('<script type="module" src="{}"></script>', static("build/admin.js"))


@hooks.register("insert_editor_js")
def editor_script() -> str:
    return format_html(
        '<script type="module" src="{}" data-chosen-video="{}"></script>',
        static("build/authoring.js"),
        reverse("courses_chosen_video"),
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    fact.register_log_actions(actions, facts)


@hooks.register("before_serve_document")
def serve_documents_to_readers(document: Any, request: HttpRequest) -> None:
    if not may_read_document(request.user, document):
        raise Http404


@hooks.register("before_serve_document", order=1000)
def serve_documents_from_the_bucket(
    document: Any, request: HttpRequest
) -> HttpResponseRedirect | None:
    """Runs after every check: a hook that returns a response skips the hooks after it."""
    answer = straight_to(
        document.file,
        content_type=document.content_type,
        filename=document.filename,
        inline=document.content_disposition == "inline",
    )
    if answer is not None:
        document_served.send(sender=type(document), instance=document, request=request)
    return answer


@hooks.register("construct_explorer_page_queryset")
def own_courses_only(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Teachers see and open only their own courses among the pages."""
    if parent.depth > ABOVE_COURSES and not found_by(request.user).filter(pk=parent.pk).exists():
        raise Http404
    courses = Course.objects.filter(pk__in=pages.order_by().values("pk"))
    for_user = CoursePagePermissions(request.user, parent)
    if not for_user.is_limited or not courses.exists():
        return pages
    own = Course.objects.filter(path__in=taught_paths(request.user))
    return pages.exclude(pk__in=courses.exclude(pk__in=own.values("pk")).values("pk"))


@hooks.register("construct_page_chooser_queryset")
def choose_what_is_found(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return pages.filter(pk__in=found_by(request.user).order_by().values("pk"))
