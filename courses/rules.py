"""Who may see what. Small predicates; tests/courses/test_rules.py is their truth table."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from accounts.rights import Right
from courses.models import Course, CourseIndexPage, Exercise, HomePage
from courses.models.course import open_to
from courses.policy import found_by
from courses.queries import LEARNING_PAGES
from videos.models import LibraryVideo, VideoAsset

LIBRARY_RIGHTS = ["change", "choose"]

Reader = Callable[[Any, Collection[str]], bool]
_readers: list[Reader] = []


def register_reader(rule: Reader) -> None:
    """Higher layers register who else may see what pages (by key) show."""
    _readers.append(rule)


def may_manage_class(user: Any, course: Course) -> bool:
    """The course's teachers decide who is in it; editors and admins may help."""
    if user.may(Right.MANAGE_CLASSES):
        return True
    taught = Course.objects.taught_by(user)
    return bool(taught.translation_of(course, inclusive=True).exists())


def takes_part_in(user: Any, course: Course) -> bool:
    """Whether they learn or teach in the course, even if it isn't published at the moment."""
    theirs = Course.objects.filter(open_to(user.pk), pk=course.pk)
    return bool(user.may(Right.SEE_ALL) or theirs.exists())


def may_erase_work(user: Any) -> bool:
    """Only admins erase what students handed in; teachers and editors unpublish."""
    return bool(user.may(Right.ERASE_WORK))


def may_watch_asset(user: Any, asset: VideoAsset) -> bool:
    """The rule registered with videos: a library video is as visible as the pages showing it."""
    video = LibraryVideo.objects.filter(asset=asset).first()
    if video is None:
        return False
    return works_with(user, video) or _is_demo_for(user, video) or is_shown_to(user, video)


def may_read_document(user: Any, document: Model) -> bool:
    """A file is as visible as the pages that offer it; files on no page are for staff."""
    if not user.is_authenticated:
        return False
    return works_with(user, document) or is_shown_to(user, document)


def may_see_picture(user: Any, picture: Model) -> bool:
    """Like a file; in addition, guests see what the front page shows."""
    if HomePage.objects.live().filter(pk__in=_pages_showing(picture)).exists():
        return True
    return may_read_document(user, picture)


def may_link_page(user: Any, page: Page) -> bool:
    """What they can find in the admin, or open as a reader."""
    if found_by(user).filter(pk=page.pk).exists():
        return True
    own = page.specific
    return bool(own.live and not hasattr(own, "is_visible_to")) or bool(
        getattr(own, "is_visible_to", lambda user: False)(user)
    )


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
    return (
        _is_on_open_page(pages)
        or _is_on_page_of(user, pages)
        or any(may_read(user, pages) for may_read in _readers)
    )


def _is_demo_for(user: Any, video: LibraryVideo) -> bool:
    """Checked first, on the field itself: the reference index is written a moment later."""
    showing = Exercise.objects.filter(demo_video=video)
    if showing.visible_to(user).exists():
        return True
    keys = [str(pk) for pk in showing.values_list("pk", flat=True)]
    return any(may_read(user, keys) for may_read in _readers)


def _is_on_page_of(user: Any, pages: list[str]) -> bool:
    return any(
        model.objects.filter(pk__in=pages).visible_to(user).exists() for model in LEARNING_PAGES
    )


def _is_on_open_page(pages: list[str]) -> bool:
    """The front page and the list of courses are open to everyone who is logged in."""
    models = (HomePage, CourseIndexPage)
    return any(model.objects.filter(pk__in=pages).live().exists() for model in models)


def _pages_showing(thing: Model) -> list[str]:
    references = ReferenceIndex.get_references_to(thing)
    of_pages = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return list(of_pages.order_by().values_list("object_id", flat=True).distinct())
