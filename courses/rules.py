"""Who may see what. Small predicates; tests/courses/test_rules.py is their truth table."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from courses.models import Course, CourseIndexPage, Exercise, HomePage
from courses.queries import LEARNING_PAGES
from portal.accounts.roles import Role
from portal.videos.models import LibraryVideo, VideoAsset

LIBRARY_RIGHTS = ["change", "choose"]


def may_manage_class(user: Any, course: Course) -> bool:
    """The course's teachers decide who is in it; editors and admins may help."""
    if user.has_role(Role.EDITOR):
        return True
    return bool(Course.objects.taught_by(user).filter(pk=course.pk).exists())


def may_erase_work(user: Any) -> bool:
    """What students handed in goes by an admin's hand; teachers and editors unpublish."""
    return bool(user.is_superuser or user.has_role(Role.ADMIN))


def may_watch_asset(user: Any, asset: VideoAsset) -> bool:
    """The rule that portal.videos asks: a library video is as visible as the pages that show it."""
    video = LibraryVideo.objects.filter(asset=asset).first()
    if video is None:
        return False
    return works_with(user, video) or _is_demo_for(user, video) or is_shown_to(user, video)


def may_read_document(user: Any, document: Model) -> bool:
    """A file is as visible as the pages that offer it; files of no page are for the staff."""
    if not user.is_authenticated:
        return False
    return works_with(user, document) or is_shown_to(user, document)


def may_see_picture(user: Any, picture: Model) -> bool:
    """As a file; and guests see what the front page shows them."""
    if HomePage.objects.live().filter(pk__in=_pages_showing(picture)).exists():
        return True
    return may_read_document(user, picture)


def works_with(user: Any, thing: Model) -> bool:
    """Teachers, editors and admins may look at what they may put into pages."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = policy_registry.get_by_type(type(thing))
    return bool(policy.user_has_any_permission_for_instance(user, LIBRARY_RIGHTS, thing))


def is_shown_to(user: Any, thing: Model) -> bool:
    """Some live page that this person may open shows the video or offers the file."""
    pages = _pages_showing(thing)
    if not pages:
        return False
    return _is_on_open_page(pages) or any(
        model.objects.filter(pk__in=pages).visible_to(user).exists() for model in LEARNING_PAGES
    )


def _is_demo_for(user: Any, video: LibraryVideo) -> bool:
    """Asked first and of the field itself: the index of references is written a moment later."""
    return bool(Exercise.objects.filter(demo_video=video).visible_to(user).exists())


def _is_on_open_page(pages: list[str]) -> bool:
    """The front page and the list of courses are open to everyone who is logged in."""
    models = (HomePage, CourseIndexPage)
    return any(model.objects.filter(pk__in=pages).live().exists() for model in models)


def _pages_showing(thing: Model) -> list[str]:
    references = ReferenceIndex.get_references_to(thing)
    of_pages = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return list(of_pages.order_by().values_list("object_id", flat=True).distinct())
