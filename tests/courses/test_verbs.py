"""Every Wagtail action on every type of page: what is offered works, the rest is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses.models import CourseIndexPage, Exercise, HomePage
from tests import factories

PEOPLE = ["teacher", "other_teacher", "editor", "admin"]
PAGES = "wagtailadmin_pages"


@pytest.fixture
def pages(exercise: Any, teacher: Any) -> list[Page]:
    """One page of each type (the four of a course with three versions each) and a second course."""
    above = exercise.get_ancestors().specific().filter(depth__gt=1)
    found = [*above, exercise]
    for page in found[2:]:
        for summary in ("one", "two"):
            page.summary = summary
            page.save_revision(user=teacher)
    other = factories.CourseFactory(title="Viola", owner=teacher)
    module = factories.ModuleFactory(parent=other, owner=teacher)
    factories.LessonFactory(parent=module, owner=teacher)
    return [type(page).objects.get(pk=page.pk) for page in found]


def url(verb: str, *args: Any) -> str:
    return reverse(f"{PAGES}:{verb}", args=args)


def admin_urls_of(page: Page) -> Iterator[str]:
    """Every admin view that Wagtail has for this page."""
    for verb in (
        "edit", "copy", "move", "unpublish", "delete", "history", "history_results", "usage",
        "set_privacy", "view_draft", "add_subpage", "convert_alias", "workflow_history",
        "revisions_index", "preview_on_edit", "confirm_workflow_cancellation",
    ):  # fmt: skip
        yield url(verb, page.pk)
    for revision in page.revisions.order_by("pk")[:1]:
        yield url("revisions_view", page.pk, revision.pk)
        yield url("revisions_revert", page.pk, revision.pk)
        yield url("revisions_unschedule", page.pk, revision.pk)
    for first, last in (("earliest", "latest"), ("live", "latest"), ("earliest", "live")):
        yield url("revisions_compare", page.pk, first, last)
    label, name = page._meta.app_label, page._meta.model_name
    yield url("type_use", label, name)
    yield url("choose_parent", label, name)
    yield reverse("wagtailadmin_explore", args=[page.pk])
    yield f"{reverse('wagtailadmin_explore', args=[page.pk])}?ordering=ord"
    for other in Page.objects.filter(depth__gt=1):
        yield url("move_confirm", page.pk, other.pk)
        for child in ("course", "module", "lesson", "exercise", "homepage", "courseindexpage"):
            if other.pk == page.pk:
                yield url("add", "courses", child, page.pk)


REPORTS = [
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
]
LINK = re.compile(r'href="(/admin/pages/\d+/[a-z_]+/)(?:\?[^"]*)?"')

Post = tuple[str, dict[str, Any]]


def changes_to(page: Page) -> Iterator[Post]:
    """Every action that changes something, also with invalid input."""
    parent = page.get_parent()
    copy = {"new_title": "Again", "new_slug": "again", "new_parent_page": parent.pk}
    yield url("copy", page.pk), copy
    yield url("copy", page.pk), copy | {"copy_subpages": "on", "publish_copies": "on"}
    yield url("copy", page.pk), copy | {"alias": "on"}
    yield url("copy", page.pk), copy | {"alias": "on", "copy_subpages": "on"}
    yield url("copy", page.pk), {}
    for other in Page.objects.all():
        yield url("copy", page.pk), copy | {"new_parent_page": other.pk, "copy_subpages": "on"}
        yield url("move", page.pk), {"new_parent_page": other.pk}
        yield url("move_confirm", page.pk, other.pk), {}
    yield url("unpublish", page.pk), {"include_descendants": "on"}
    yield url("delete", page.pk), {}
    yield f"{url('set_page_position', page.pk)}?position=0", {}
    yield f"{url('set_page_position', page.pk)}?position=x", {}
    yield url("lock", page.pk), {}
    yield url("unlock", page.pk), {}
    yield url("convert_alias", page.pk), {}
    yield url("set_privacy", page.pk), {"restriction_type": "login"}
    yield url("confirm_workflow_cancellation", page.pk), {}
    for action in ("move", "delete", "publish", "unpublish"):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        for data in ({"include_descendants": "on"}, {"chooser": parent.pk}, {"chooser": page.pk}):
            yield f"{bulk}?id={page.pk}&next=/admin/", data


def status_of(client: Any, ask: Callable[[], Any]) -> int:
    """The status code; all changes are rolled back."""
    with transaction.atomic():
        status: int = ask().status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("name", PEOPLE)
def test_every_view_responds(
    name: str, client: Any, pages: list[Page], request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    client.raise_request_exception = False

    addresses = [one for page in pages for one in admin_urls_of(page)] + [
        reverse(one) for one in REPORTS
    ]
    answers = {one: status_of(client, lambda one=one: client.get(one)) for one in addresses}

    assert {one: code for one, code in answers.items() if code not in (200, 302, 403, 404)} == {}


@pytest.mark.parametrize("name", PEOPLE)
def test_every_verb_works_or_is_refused(
    name: str, client: Any, pages: list[Page], request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    client.raise_request_exception = False
    posts = [one for page in pages for one in changes_to(page)]

    odd = []
    for address, data in posts:
        code = status_of(client, lambda address=address, data=data: client.post(address, data))
        if code not in (200, 302, 403, 404):
            odd.append(f"{code} {address} {data}")

    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("name", ["teacher", "editor", "admin"])
def test_what_is_offered_works(
    name: str, client: Any, pages: list[Page], request: pytest.FixtureRequest
) -> None:
    """The action buttons of each page in the explorer and the editor."""
    client.force_login(request.getfixturevalue(name))
    refused = []
    for page in pages:
        for shown in (reverse("wagtailadmin_explore", args=[page.pk]), url("edit", page.pk)):
            response = client.get(shown)
            if response.status_code != 200:
                continue
            offered = set(LINK.findall(response.content.decode()))
            refused += [one for one in sorted(offered) if is_refused(client, one)]

    assert refused == []


def is_refused(client: Any, address: str) -> bool:
    """Wagtail redirects to the only fitting page type, or to the admin's home if not allowed."""
    answer = client.get(address, follow=True)
    return bool(answer.status_code != 200 or answer.request["PATH_INFO"] == "/admin/")


def test_front_page_and_list_of_courses_cannot_be_removed(
    client: Any, admin: Any, pages: list[Page]
) -> None:
    client.force_login(admin)
    for page in pages[:2]:
        html = client.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
        for verb in ("copy", "move", "delete"):
            assert f'href="{url(verb, page.pk)}' not in html
            client.post(url(verb, page.pk))
    assert HomePage.objects.count() == CourseIndexPage.objects.count() == 1


def test_teacher_can_reorder_a_colleagues_page(
    client: Any, teacher: Any, other_teacher: Any, lesson: Any, exercise: Any
) -> None:
    theirs = factories.ExerciseFactory(parent=lesson, title="By the colleague", owner=other_teacher)
    client.force_login(teacher)

    answer = client.post(f"{url('set_page_position', theirs.pk)}?position=0")

    assert answer.status_code == 200
    assert [page.title for page in lesson.get_children()] == ["By the colleague", "Long bows"]


def test_course_is_scheduled_reverted_and_compared(
    client: Any, teacher: Any, pages: list[Page]
) -> None:
    client.force_login(teacher)
    exercise = Exercise.objects.get()
    first = exercise.revisions.order_by("pk").first()
    exercise.go_live_at = timezone.now() + timedelta(days=1)
    exercise.unpublish()
    exercise.save_revision(user=teacher).publish()
    scheduled = exercise.scheduled_revision

    client.post(url("revisions_unschedule", exercise.pk, scheduled.pk))
    assert client.get(url("revisions_revert", exercise.pk, first.pk)).status_code == 200
    assert client.get(url("revisions_compare", exercise.pk, first.pk, "latest")).status_code == 200
    assert Exercise.objects.get().scheduled_revision is None
    assert Exercise.objects.get().uid == exercise.uid
