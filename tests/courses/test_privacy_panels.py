"""The admin correctly shows who may open a page: below a course, the course decides."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from courses.models import Course, CourseAccess, CourseIndexPage, HomePage
from tests import factories

UNTRUE = ["Visible to all", "Once live anyone can view", "Not visible to the public"]
ENROLLED = "Only people who are enrolled"
MEMBERS = "Everyone with an account"


def pages_of(exercise: Any) -> list[Any]:
    above = exercise.get_ancestors(inclusive=True).filter(depth__gte=4)
    return [page.specific for page in above]


def editor_of(client: Client, page: Any) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def panel_in(html: str) -> str:
    return html.split("data-privacy", 1)[1].split("</section>", 1)[0]


@pytest.mark.parametrize(
    ("access", "said"), [(CourseAccess.ENROLLED, ENROLLED), (CourseAccess.MEMBERS, MEMBERS)]
)
def test_every_page_of_a_course_says_who_may_open_it(
    client: Client, exercise: Any, teacher: User, access: str, said: str
) -> None:
    Course.objects.update(access=access)
    client.force_login(teacher)
    pages = pages_of(exercise)
    assert len(pages) == 4

    for page in pages:
        html = editor_of(client, page)
        assert said in panel_in(html)
        assert "Nobody can see it yet" not in panel_in(html)
        assert (reverse("wagtailadmin_pages:edit", args=[pages[0].pk]) in panel_in(html)) == (
            page.pk != pages[0].pk
        )
        assert f'data-w-tooltip-content-value="{said}"' in html
        for words in UNTRUE:
            assert words not in html


def test_a_draft_says_that_nobody_sees_it(client: Client, exercise: Any, teacher: User) -> None:
    exercise.live = False
    exercise.save()
    client.force_login(teacher)

    assert "Nobody can see it yet: it is not published" in panel_in(editor_of(client, exercise))


def test_a_page_below_a_draft_names_the_draft(client: Client, exercise: Any, teacher: User) -> None:
    module = pages_of(exercise)[1]
    Page.objects.filter(pk=module.pk).update(live=False, title="First <b>position</b>")
    client.force_login(teacher)

    panel = panel_in(editor_of(client, exercise))

    assert (
        "Nobody can see it yet: “\u2068First &lt;b&gt;position&lt;/b&gt;\u2069” above it" in panel
    )


def test_what_counts_is_the_published_course_not_its_draft(
    client: Client, exercise: Any, teacher: User
) -> None:
    course = pages_of(exercise)[0]
    course.access = CourseAccess.MEMBERS
    course.save_revision()
    client.force_login(teacher)

    assert ENROLLED in panel_in(editor_of(client, exercise))


@pytest.mark.parametrize("name", ["module", "lesson", "exercise", "course"])
def test_new_page_shows_it_too(client: Client, exercise: Any, teacher: User, name: str) -> None:
    parents = dict(
        zip(["module", "lesson", "exercise"], pages_of(exercise), strict=False),
        course=CourseIndexPage.objects.get(),
    )
    client.force_login(teacher)

    url = reverse("wagtailadmin_pages:add", args=["courses", name, parents[name].pk])
    html = client.get(url).content.decode()

    assert ENROLLED in panel_in(html)
    for words in UNTRUE:
        assert words not in html


def test_the_front_page_and_the_list_of_courses(client: Client, course: Any, admin: User) -> None:
    client.force_login(admin)

    assert "with or without an account" in panel_in(editor_of(client, HomePage.objects.get()))
    assert MEMBERS in panel_in(editor_of(client, CourseIndexPage.objects.get()))


def test_wagtail_restriction_is_shown_and_can_be_removed(
    client: Client, exercise: Any, admin: User
) -> None:
    lesson = pages_of(exercise)[2]
    PageViewRestriction.objects.create(
        page=lesson, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    client.force_login(admin)

    assert "limits access further" in panel_in(editor_of(client, exercise))
    dialog = client.get(reverse("wagtailadmin_pages:set_privacy", args=[lesson.pk]))
    assert "restriction_type" in dialog.json()["html"]


def test_dialog_links_to_where_access_is_set(client: Client, exercise: Any, teacher: User) -> None:
    client.force_login(teacher)
    for page in pages_of(exercise):
        dialog = client.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]))
        assert "The course decides who may open this page" in dialog.json()["html"]


def test_lists_label_every_page_correctly_without_more_queries(
    client: Client, exercise: Any, teacher: User
) -> None:
    lesson = pages_of(exercise)[2]
    url = reverse("wagtailadmin_explore", args=[lesson.pk])
    client.force_login(teacher)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            factories.ExerciseFactory(parent=lesson, owner=teacher)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(url).content.decode()
        marks = len(re.findall(rf'privacy-indicator"\s+title="{ENROLLED}"', html))
        counts.append((len(queries), marks))

    assert [marks for _queries, marks in counts] == [1, 3]
    assert counts[0][0] == counts[1][0]
    for words in UNTRUE:
        assert words not in html
