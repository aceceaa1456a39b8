"""Copying a course for a new term, and what may be copied at all."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from courses.copying import CopyPages, Dates
from courses.models import Course, CourseIndexPage, Exercise, Lesson, Passage, RubricCriterion
from courses.queries import LEARNING_PAGES
from feedback.services import add_marker, open_feedback
from practice.models import Take
from tests import factories

DUE = datetime(2026, 3, 20, 19, 0, tzinfo=UTC)


@pytest.fixture
def course(course: Any, exercise: Any, demo_video: Any) -> Any:
    """One module, one lesson with a passage, one exercise with passages, a rubric and dates."""
    lesson = exercise.get_parent().specific
    looped = {"label": "Toss", "video": demo_video.pk, "start_ms": 0, "end_ms": 900}
    lesson.body = [{"type": "passage", "value": looped, "id": str(UUID(int=7))}]
    lesson.save_revision().publish()
    exercise.passages = [
        Passage(label="bars 1–4", start_ms=0, end_ms=1000),
        Passage(label="bars 5–8", start_ms=1000, end_ms=2000),
    ]
    exercise.criteria = [RubricCriterion(label="intonation")]
    exercise.brief = [{"type": "passage", "value": {"label": "bars 1–4", "note": ""}}]
    exercise.demo_video = demo_video
    exercise.due_at = DUE
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    return course


def copy_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:copy", args=[page.pk])


def copy_data(page: Any, title: str = "Violin, autumn", **more: Any) -> dict[str, Any]:
    parent = page.get_parent()
    data = {"new_title": title, "new_slug": "", "new_parent_page": parent.pk}
    return data | {"copy_subpages": "on"} | more


def the_exercise(course: Any) -> Exercise:
    return Exercise.objects.get(path__startswith=course.path)


def draft_of(page: Any) -> Any:
    return page.latest_revision.as_object()


def test_course_is_copied_with_all_below_it_for_its_teacher(
    as_teacher: Any, teacher: Any, course: Any, take: Any
) -> None:
    form = as_teacher.get(copy_url(course)).content.decode()
    answer = as_teacher.post(copy_url(course), copy_data(course, dates="keep"))

    copy = Course.objects.exclude(pk=course.pk).get()
    pages = list(copy.get_descendants(inclusive=True).specific())
    assert "Violin for beginners (copy)" in form
    assert "20 March 2026" in form or "March 20, 2026" in form
    assert answer.status_code == 302
    assert [type(page) for page in pages] == list(LEARNING_PAGES)
    assert {page.owner for page in pages} == {teacher}
    assert {page.live for page in pages} == {False}
    assert len({page.uid for page in pages} | {page.uid for page in _pages(course)}) == 8
    assert copy.slug == "violin-autumn"
    assert copy.enrolments.count() == 0
    assert course.enrolments.count() == 2
    assert Take.objects.get().exercise == the_exercise(course)
    assert the_exercise(copy).demo_video == the_exercise(course).demo_video


def _pages(course: Any) -> list[Any]:
    return list(course.get_descendants(inclusive=True).specific())


@pytest.mark.parametrize("publish", [True, False])
def test_parts_of_a_copy_have_new_ids(
    publish: bool, teacher: Any, course: Any, student: Any
) -> None:
    copy = course.copy(recursive=True, user=teacher, keep_live=publish)

    before, after = the_exercise(course), the_exercise(copy)
    for made in (after, draft_of(after)):
        assert [passage.label for passage in made.passages.all()] == ["bars 1–4", "bars 5–8"]
        for parts in ("passages", "criteria"):
            old = {part.uid for part in getattr(before, parts).all()}
            assert not old & {part.uid for part in getattr(made, parts).all()}
    assert _names(after) == _names(draft_of(after))
    old_blocks, blocks = (_block_ids(of) for of in (course, copy))
    assert len(blocks) == len(old_blocks) == 2
    assert not blocks & old_blocks
    assert draft_of(after).live is publish


def _names(exercise: Any) -> list[list[UUID]]:
    return [[part.uid for part in parts.all()] for parts in (exercise.passages, exercise.criteria)]


def _block_ids(course: Any) -> set[str]:
    lesson = Lesson.objects.get(path__startswith=course.path)
    brief = the_exercise(course).brief
    assert [block.id for block in lesson.body] == [block.id for block in draft_of(lesson).body]
    return {block.id for block in [*lesson.body, *brief]}


def test_remarks_in_the_copy_cite_the_copys_passages(
    teacher: Any, course: Any, student: Any
) -> None:
    copy = course.copy(recursive=True, user=teacher)
    exercise = the_exercise(copy)
    take = factories.TakeFactory(student=student, exercise=exercise)
    feedback = open_feedback(actor=teacher, take=take)
    passage = exercise.passages.first()
    add_marker(actor=teacher, feedback=feedback, start_ms=0, text="Here", passage_uid=passage.uid)

    pinned = take.exercise_revision.as_object()

    assert passage.uid in {one.uid for one in pinned.passages.all()}
    assert passage.uid not in {one.uid for one in the_exercise(course).passages.all()}


def link(page: Any) -> str:
    return f'<p><a linktype="page" id="{page.pk}">There</a></p>'


@pytest.mark.parametrize("publish", [True, False])
def test_links_within_a_copy_lead_to_the_copies(publish: bool, teacher: Any, course: Any) -> None:
    outside = CourseIndexPage.objects.get()
    lesson, exercise = Lesson.objects.get(), the_exercise(course)
    course.description = link(lesson) + link(outside)
    course.save_revision().publish()
    lesson.body = [("text", link(exercise)), ("callout", {"text": link(exercise) + link(outside)})]
    lesson.save_revision().publish()
    exercise.brief = [("text", link(lesson))]
    exercise.save_revision()

    copy = course.copy(recursive=True, user=teacher, keep_live=publish)

    copied = Lesson.objects.get(path__startswith=copy.path)
    assert copy.description == link(copied) + link(outside)
    for made in (copy, draft_of(copy)):
        assert _linked(made) == {copied.pk, outside.pk}
    for made in (copied, draft_of(copied)):
        assert _linked(made) == {the_exercise(copy).pk, outside.pk}
    assert _linked(the_exercise(copy)) == set()
    assert _linked(draft_of(the_exercise(copy))) == {copied.pk}
    assert _linked(Lesson.objects.get(pk=lesson.pk)) == {exercise.pk, outside.pk}
    assert _indexed(copied) == {the_exercise(copy).pk, outside.pk}


def test_links_to_pages_that_are_not_copied_stay(teacher: Any, course: Any) -> None:
    exercise, lesson = the_exercise(course), Lesson.objects.get()
    exercise.brief = [("text", link(exercise) + link(lesson))]
    exercise.save_revision().publish()

    copy = exercise.copy(user=teacher)

    assert _linked(copy) == _linked(draft_of(copy)) == {copy.pk, lesson.pk}


def _linked(page: Any) -> set[int]:
    text = str(page.serializable_data())
    return {int(key) for key in re.findall(r'linktype=\\*"page\\*" id=\\*"(\d+)', text)}


def _indexed(page: Any) -> set[int]:
    found = ReferenceIndex.get_references_for_object(page)
    to_pages = found.filter(to_content_type=ContentType.objects.get_for_model(Page))
    return {int(one.to_object_id) for one in to_pages}


CHOICES = [
    ({}, DUE),
    ({"dates": "keep"}, DUE),
    ({"dates": "empty"}, None),
    ({"dates": "shift", "weeks": "26"}, DUE + timedelta(weeks=26)),
    ({"dates": "shift", "weeks": "-2"}, DUE - timedelta(weeks=2)),
]


@pytest.mark.parametrize(("chosen", "due"), CHOICES)
def test_dates_of_a_copy(chosen: Any, due: Any, as_teacher: Any, course: Any) -> None:
    as_teacher.post(copy_url(course), copy_data(course, **chosen))

    copy = the_exercise(Course.objects.exclude(pk=course.pk).get())
    assert copy.due_at == due
    assert draft_of(copy).due_at == due
    assert the_exercise(course).due_at == DUE


def test_shifted_times_keep_the_local_time(course: Any) -> None:
    with timezone.override("Europe/Berlin"):
        copy = CopyPages(course, recursive=True, dates=Dates.shifted(26)).execute()

    assert the_exercise(copy).due_at == DUE + timedelta(weeks=26) - timedelta(hours=1)


def test_copy_is_scheduled_for_its_go_live_time(teacher: Any, course: Any) -> None:
    soon, late = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=60)
    course.go_live_at, course.expire_at = soon, late
    course.save_revision().publish()

    copy = CopyPages(Course.objects.get(), user=teacher, dates=Dates.shifted(10)).execute()

    copy.refresh_from_db()
    wait = timedelta(weeks=10)
    assert (copy.live, copy.first_published_at) == (False, None)
    assert copy.expire_at == late + wait
    assert copy.latest_revision.approved_go_live_at == copy.go_live_at == soon + wait


def test_expired_page_can_be_published_in_the_copy(teacher: Any, course: Any) -> None:
    Course.objects.update(expired=True, live=False, expire_at=timezone.now() - timedelta(days=1))

    copy = CopyPages(Course.objects.get(), user=teacher, dates=Dates.emptied()).execute()

    copy.latest_revision.publish()
    copy.refresh_from_db()
    assert (copy.live, copy.expired, copy.expire_at) == (True, False, None)


def test_the_latest_draft_is_copied_without_history(teacher: Any, course: Any) -> None:
    exercise = the_exercise(course)
    for number in range(3):
        exercise.passages = [Passage(label=f"draft {number}", start_ms=0, end_ms=900)]
        exercise.save_revision()

    copy = the_exercise(course.copy(recursive=True, user=teacher))

    assert [one.label for one in draft_of(copy).passages.all()] == ["draft 2"]
    assert copy.revisions.count() <= 2


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"dates": "shift", "weeks": ""}, "Enter the number of weeks"),
        ({"dates": "shift", "weeks": "many"}, "whole number"),
        ({"dates": "shift", "weeks": "100000"}, "less than or equal to 520"),
        ({"dates": "never"}, "not one of the available choices"),
        ({"new_title": "Violin for beginners"}, "already have a course with this name"),
        ({"new_title": "x" * 256}, "at most 255 characters"),
        ({"new_title": "\u200b"}, "visible characters"),
        ({"new_title": ""}, "required"),
        ({"alias": "on"}, "not mirrored"),
        ({"new_parent_page": ""}, "required"),
        ({"new_parent_page": "none"}, "valid choice"),
        ({"new_parent_page": "999999"}, "valid choice"),
    ],
)
def test_wrong_copies_are_explained(
    changes: Any, complaint: str, as_teacher: Any, course: Any
) -> None:
    answer = as_teacher.post(copy_url(course), copy_data(course) | changes)

    assert answer.status_code == 200
    assert complaint in answer.content.decode()
    assert Course.objects.count() == 1


def test_mirrors_are_not_offered(as_teacher: Any, course: Any) -> None:
    for page in _pages(course):
        assert "alias" not in as_teacher.get(copy_url(page)).context["form"].fields


def test_a_copy_stays_out_of_other_teachers_courses(
    client: Any, course: Any, other_teacher: Any
) -> None:
    own = factories.ModuleFactory(
        parent=factories.CourseFactory(owner=other_teacher), owner=other_teacher
    )
    client.force_login(other_teacher)

    answer = client.post(copy_url(own), copy_data(own) | {"new_parent_page": course.pk})

    assert "valid choice" in answer.content.decode()
    assert course.title not in answer.content.decode()
    assert course.get_children().count() == 1


def test_editor_copies_a_course_for_its_teacher(
    client: Any, editor: Any, teacher: Any, course: Any
) -> None:
    client.force_login(editor)

    client.post(copy_url(course), copy_data(course, publish_copies="on"))

    copy = Course.objects.exclude(pk=course.pk).get()
    assert {page.owner for page in _pages(copy)} == {teacher}
    assert {page.live for page in _pages(copy)} == {True}
    assert copy.latest_revision.user == editor


def test_failed_copy_leaves_nothing(course: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(Exercise, "save", fail)
    before = Page.objects.count()

    with pytest.raises(RuntimeError):
        course.copy(recursive=True)

    assert Page.objects.count() == before


def test_queries_of_a_copy_grow_only_with_its_pages(
    course: Any, django_assert_max_num_queries: Any
) -> None:
    lesson = Lesson.objects.get()
    for number in range(9):
        factories.ExerciseFactory(parent=lesson, title=f"Exercise {number}")

    with django_assert_max_num_queries(120 * 13):
        course.copy(recursive=True)


def test_aliases_created_in_code_have_their_own_uid(course: Any) -> None:
    """Wagtail's translations create them; publishing the source must not change their uid."""
    index = CourseIndexPage.objects.get()
    mirror = course.create_alias(parent=index, update_slug="mirror", recursive=True)
    mirrored = the_exercise(mirror)
    exercise = the_exercise(course)
    exercise.title = "Longer bows"
    exercise.save_revision().publish()

    after = Exercise.objects.get(pk=mirrored.pk)
    assert after.title == "Longer bows"
    assert after.uid == mirrored.uid != exercise.uid
    assert len({page.uid for page in [*_pages(course), *_pages(mirror)]}) == 8


def test_alias_can_be_converted_to_an_ordinary_page(client: Any, editor: Any, course: Any) -> None:
    exercise = the_exercise(course)
    mirror = exercise.create_alias(update_slug="mirror")
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:convert_alias", args=[mirror.pk])

    assert client.get(url).status_code == 200
    client.post(url)

    mirror.refresh_from_db()
    assert mirror.alias_of is None
    assert mirror.latest_revision.as_object().uid == mirror.uid != exercise.uid
