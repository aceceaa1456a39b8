"""A page's address is valid and unique, whatever its name and however it was created."""

import re
from typing import Any

import pytest
from django.core.validators import validate_slug, validate_unicode_slug
from django.urls import reverse
from taggit.models import Tag
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.addresses import MAX_LENGTH, slug_from
from courses.models import Course, CourseIndexPage, Exercise, Lesson
from tests import factories
from tests.at_once import at_once
from tests.courses.test_authoring import (
    PUBLISH,
    add_url,
    course_data,
    errors_of,
    exercise_data,
    no_comments,
)

NAMES = [
    "🎻",
    "🎻🎵🎶",
    "👩🏽‍🎤",
    "!!!",
    "???",
    "…",
    "-",
    "___",
    "♪ ♫",
    "العود للمبتدئين",
    "כינור למתחילים",
    "שָׁלוֹם",
    "小提琴入门",
    "はじめてのバイオリン",
    "바이올린",
    "กำลังซ้อมไวโอลิน",
    "नमस्ते",
    "Œuvre – Ünïcödé",
    "İstanbul",
    "ﷺ" * 40,
    "\u202eright to left",
    "zero\u200bwidth\ufeff",
    "a" * 255,
    "好" * 255,
    "🎻" * 255,
    "New",
    "1",
    "a/b?c#d%e",
    "<b>bold</b>",
    "𝔉𝔯𝔞𝔨𝔱𝔲𝔯",
    "e\u0301tude",
]


def is_valid(address: str, *, unicode: bool = True) -> bool:
    pattern = (validate_unicode_slug if unicode else validate_slug).regex
    return bool(re.fullmatch(pattern, address)) and len(address) <= MAX_LENGTH


@pytest.mark.parametrize("unicode", [True, False])
def test_every_name_gives_a_valid_address(unicode: bool, settings: Any) -> None:
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = unicode

    made = {name: slug_from(name, fallback="lesson") for name in NAMES}

    assert [name for name, one in made.items() if not is_valid(one, unicode=unicode)] == []


def test_address_resembles_the_name(settings: Any) -> None:
    made = [slug_from(name, fallback="lesson") for name in ("🎻", "!!!", "小提琴", "The bow 🎻")]
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = False
    latin = [slug_from(name, fallback="lesson") for name in ("小提琴", "Über")]

    assert made == ["violin", "lesson", "小提琴", "the-bow"]
    assert latin == ["xiaotiqin", "uber"]


@pytest.mark.parametrize("unicode", [True, False])
def test_pages_with_the_same_name_can_both_be_published(
    unicode: bool, as_teacher: Any, exercise: Any, settings: Any
) -> None:
    """Wagtail's script leaves emoji and marks in the address; without scripts it is empty."""
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = unicode
    module = exercise.get_parent().get_parent()
    pairs = [(name, name) for name in NAMES] + [("🎻", ""), ("!!!", ""), ("小提琴入门", "")]

    for name, slug in pairs:
        data = {"title": name, "slug": slug, "summary": "", "body": streamfield([])}
        sent = nested_form_data(data | no_comments()) | PUBLISH
        assert as_teacher.post(add_url(Lesson, module), sent).status_code == 302, name

    made = list(module.get_children().exclude(title="The bow"))
    assert [page.live for page in made] == [True] * len(pairs)
    assert len({page.slug for page in made}) == len(pairs)
    assert all(is_valid(page.slug, unicode=unicode) for page in made)
    assert {as_teacher.get(page.url).status_code for page in made[:6]} == {200}


def test_draft_of_symbols_does_not_block_the_next(as_teacher: Any, teacher: Any) -> None:
    index = CourseIndexPage.objects.get()
    drafts = [course_data(name, slug="") for name in ("★", "★★", "†")]
    for data in drafts:
        del data["action-publish"]
        as_teacher.post(add_url(Course, index), data)
    for course in Course.objects.all():
        course.latest_revision.publish(user=teacher)

    assert sorted(Course.objects.values_list("live", "slug")) == [
        (True, "course"),
        (True, "course-2"),
        (True, "course-3"),
    ]


def test_page_without_an_address_gets_one_when_saved(course: Any) -> None:
    Course.objects.filter(pk=course.pk).update(slug="")
    course = Course.objects.get()

    course.save()

    assert course.slug == "violin-for-beginners"


def test_name_without_visible_characters_is_refused(as_teacher: Any, lesson: Any) -> None:
    for name in ("\u200b", "\u200e\u200f", "\ufeff \u2060"):
        answer = as_teacher.post(add_url(Exercise, lesson), exercise_data(name, slug=""))
        assert "visible characters" in errors_of(answer)


def test_saving_twice_keeps_the_address(as_teacher: Any, exercise: Any) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[exercise.pk])
    for slug in ("🎻", "🎻", ""):
        as_teacher.post(url, exercise_data("🎻", slug=slug))
        exercise.refresh_from_db()
        assert (exercise.title, exercise.slug) == ("🎻", "violin")


def test_an_address_that_is_taken_gets_a_number(as_teacher: Any, lesson: Any) -> None:
    data = exercise_data("Another", slug="long-bows")

    as_teacher.post(add_url(Exercise, lesson), data)

    assert Exercise.objects.get(title="Another").slug == "long-bows-2"


def test_taken_address_does_not_reveal_other_teachers_pages(
    client: Any, other_teacher: Any, teacher: Any
) -> None:
    factories.CourseFactory(title="Secret", slug="secret", owner=teacher, live=False)
    client.force_login(other_teacher)

    client.post(
        add_url(Course, CourseIndexPage.objects.get()), course_data("Secret", slug="secret")
    )

    assert Course.objects.get(owner=other_teacher).slug == "secret-2"


def test_portals_own_urls_are_reserved(as_teacher: Any) -> None:
    as_teacher.post(add_url(Course, CourseIndexPage.objects.get()), course_data("New", slug="new"))

    course = Course.objects.get()
    assert course.slug == "new-2"
    assert as_teacher.get(course.url).status_code == 200


def test_list_of_courses_cannot_take_the_admins_address(client: Any, editor: Any) -> None:
    index = CourseIndexPage.objects.get()
    index.slug = "admin"
    index.save()

    assert index.slug == "admin-2"


def test_pages_created_in_code_have_addresses(course: Any) -> None:
    slugs = [
        factories.ModuleFactory(parent=course, title=name).slug for name in ("☯", "☯", "x" * 255)
    ]

    assert slugs[0] != slugs[1]
    assert all(is_valid(slug) for slug in slugs)


def test_copies_created_in_code_have_their_own_addresses(course: Any) -> None:
    copies = [course.copy(recursive=True, to=course.get_parent()) for _ in range(2)]

    assert len({course.slug, *(copy.slug for copy in copies)}) == 3


@pytest.mark.parametrize("title", ["The bow", "🎻"])
def test_page_can_move_next_to_one_with_the_same_address(
    title: str, as_teacher: Any, course: Any, teacher: Any
) -> None:
    one, other = (factories.ModuleFactory(parent=course, owner=teacher) for _ in range(2))
    lesson = factories.LessonFactory(parent=one, title=title, owner=teacher)
    factories.LessonFactory(parent=other, title=title, owner=teacher)

    as_teacher.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, other.pk]))

    lesson.refresh_from_db()
    slugs = [page.slug for page in other.get_children()]
    assert lesson.is_child_of(other)
    assert len(set(slugs)) == 2
    assert as_teacher.get(lesson.url).status_code == 200


def moved_together(client: Any, pages: list[Any], destination: Any) -> Any:
    ids = "&".join(f"id={page.pk}" for page in pages)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    client.post(f"{url}?{ids}&next=/admin/", {"chooser": destination.pk})
    for page in pages:
        page.refresh_from_db()
    return list(destination.get_children())


def test_pages_can_move_together_next_to_ones_with_the_same_addresses(
    as_teacher: Any, course: Any, teacher: Any
) -> None:
    one, two, other = (factories.ModuleFactory(parent=course, owner=teacher) for _ in range(3))
    there = factories.LessonFactory(parent=other, slug="bow", owner=teacher)
    moving = [
        factories.LessonFactory(parent=parent, slug=slug, owner=teacher)
        for parent, slug in ((one, "bow"), (one, "stand"), (two, "bow"))
    ]

    found = moved_together(as_teacher, moving, other)

    assert found == [page.page_ptr for page in (there, *moving)]
    assert [page.slug for page in found] == ["bow", "bow-2", "stand", "bow-3"]
    assert [page.url_path for page in found] == [f"{other.url_path}{one.slug}/" for one in found]


def test_long_addresses_at_every_level_can_change(
    django_capture_on_commit_callbacks: Any, course: Any
) -> None:
    """Wagtail creates redirects for the old ones, limited to 255 characters on PostgreSQL."""
    module = factories.ModuleFactory(parent=course, title="好" * 255)
    lesson = factories.LessonFactory(parent=module, title="好" * 255)
    factories.ExerciseFactory(parent=lesson, title="好" * 255)
    course.slug = "x" * 255
    with django_capture_on_commit_callbacks(execute=True):
        course.save()
    course.slug = "y" * 255
    with django_capture_on_commit_callbacks(execute=True):
        course.save()

    assert Course.objects.get().slug == "y" * MAX_LENGTH


@pytest.mark.django_db(transaction=True)
def test_pages_created_at_once_have_different_addresses() -> None:
    parent = factories.CourseFactory()

    made = at_once(*[lambda: factories.ModuleFactory(parent=fresh(parent), title="🎻")] * 8)

    assert len({page.slug for page in made}) == 8


def fresh(course: Course) -> Course:
    return Course.objects.get(pk=course.pk)


def test_any_heading_can_be_linked_to(as_teacher: Any, lesson: Any) -> None:
    words = ["The bow", "The bow", "🎻", "!!!", "???", "כינור", "כינור"]
    lesson.body = [("heading", one) for one in words]
    lesson.save_revision().publish()

    html = as_teacher.get(lesson.url).content.decode()

    anchors = re.findall(r'<h2 id="([^"]+)"[^>]*>', html)
    assert anchors[:7] == ["the-bow", "the-bow-2", "violin", "part", "part-2", "כינור", "כינור-2"]


@pytest.mark.parametrize("names", [["🎻", "🎵", "♪"], ["ﷺ" * 100, "ﷺ" * 99], ["bow", "Bow!"]])
def test_tags_with_any_name_can_be_saved(names: list[str], db: None) -> None:
    tags = [Tag.objects.create(name=name) for name in names]

    assert len({tag.slug for tag in tags}) == len(names)
    assert all(0 < len(tag.slug) <= 100 for tag in tags)
