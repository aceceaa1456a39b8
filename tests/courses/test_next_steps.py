"""After "Publish", the author sees what comes next, with a button for it."""

from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from courses.admin.next_steps import suggest_next_steps
from courses.models import Course, CourseAccess, CourseIndexPage, Enrolment


def messages_after_publishing(page: Any, user: User) -> str:
    """The messages that the hook adds for the next page."""
    request = RequestFactory().get("/admin/")
    request.user = user
    request.session = {}  # type: ignore[assignment]
    request._messages = _Kept()  # type: ignore[attr-defined]
    suggest_next_steps(request, page)
    return unescape(" ".join(request._messages))  # type: ignore[attr-defined]


class _Kept(list[str]):
    """Stands in for Django's message storage."""

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.append(message)


def pages_of(exercise: Any) -> dict[str, Any]:
    above = exercise.get_ancestors(inclusive=True).filter(depth__gte=4)
    names = ("course", "module", "lesson", "exercise")
    return dict(zip(names, [page.specific for page in above], strict=True))


@pytest.mark.parametrize(
    ("name", "next_below"), [("course", "module"), ("module", "lesson"), ("lesson", "exercise")]
)
def test_the_next_page_below_is_a_button(
    exercise: Any, teacher: User, name: str, next_below: str
) -> None:
    page = pages_of(exercise)[name]

    words = messages_after_publishing(page, teacher)

    assert reverse("wagtailadmin_pages:add", args=["courses", next_below, page.pk]) in words
    assert page.get_url() in words
    assert "See it as your students do" in words


def test_a_course_offers_its_class_list_and_its_link(
    exercise: Any, teacher: User, settings: Any
) -> None:
    settings.BASE_URL = "https://school.example"
    course = pages_of(exercise)["course"]

    words = messages_after_publishing(course, teacher)

    assert f"{reverse('class-list:add')}?course={course.pk}" in words
    assert f"https://school.example{course.get_url()}" in words
    assert "Your class can open it" in words


def test_empty_class_is_mentioned_on_every_page(exercise: Any, teacher: User) -> None:
    Enrolment.objects.all().delete()

    for page in pages_of(exercise).values():
        words = messages_after_publishing(page, teacher)
        assert "The class is still empty" in words
        assert "Enrol your class" in words


def test_course_for_everyone_offers_no_enrolment(exercise: Any, teacher: User) -> None:
    Course.objects.update(access=CourseAccess.MEMBERS)

    for page in pages_of(exercise).values():
        words = messages_after_publishing(page, teacher)
        assert "Everyone with an account can open it" in words
        assert "Enrol" not in words


@pytest.mark.parametrize("hidden", ["course", "module", "lesson"])
def test_below_a_draft_the_draft_comes_first(exercise: Any, teacher: User, hidden: str) -> None:
    draft = pages_of(exercise)[hidden]
    Page.objects.filter(pk=draft.pk).update(live=False, title="A <draft>")

    words = messages_after_publishing(pages_of(exercise)["exercise"], teacher)

    assert "“\u2068A <draft>\u2069” above it is not published" in words
    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in words


def test_other_pages_and_drafts_get_no_message(exercise: Any, teacher: User) -> None:
    exercise.live = False

    assert messages_after_publishing(exercise, teacher) == ""
    assert messages_after_publishing(CourseIndexPage.objects.get(), teacher) == ""


def test_publishing_in_the_editor_shows_it(client: Client, course: Any, teacher: User) -> None:
    client.force_login(teacher)
    url = reverse("wagtailadmin_pages:add", args=["courses", "module", course.pk])
    data = {"title": "Second position", "slug": "second", "summary": "", "comments-TOTAL_FORMS": 0}
    data |= {"comments-INITIAL_FORMS": 0, "action-publish": "x"}

    response = client.post(url, data)

    said = unescape(" ".join(str(each) for each in get_messages(response.wsgi_request)))
    assert response.status_code == 302
    assert "What comes next?" in said
    assert "Add a lesson" in said
