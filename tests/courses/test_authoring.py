"""A teacher creates a course in the Wagtail admin, from its name to a published exercise."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.text import slugify
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import Course, CourseIndexPage, Exercise, Lesson, Module
from tests import factories

PUBLISH = {"action-publish": "action-publish"}


def no_comments() -> dict[str, Any]:
    return {"comments": inline_formset([])}


def add_url(model: type, parent: Any) -> str:
    name = model._meta.model_name  # type: ignore[attr-defined]
    return reverse("wagtailadmin_pages:add", args=["courses", name, parent.pk])


def course_data(title: str, **changes: Any) -> dict[str, Any]:
    data = {"title": title, "slug": "a-course", "summary": "", "access": "enrolled", "teachers": []}
    data |= {"joining": "teacher", "places": ""}
    data |= {"description": rich_text("<p>For everyone.</p>"), "image": "", **no_comments()}
    return nested_form_data(data | changes) | PUBLISH


def exercise_data(title: str = "Long bows", **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": title,
        "slug": slugify(title),
        "demo_video": "",
        "demo_youtube_url": "",
        "passages": inline_formset([]),
        "brief": streamfield([]),
        "criteria": inline_formset([]),
        "max_length_seconds": "",
        "max_attempts": "",
        "due_at": "",
        "peer_visibility": "private",
        **no_comments(),
    }
    return nested_form_data(data | changes) | PUBLISH


def errors_of(response: Any) -> str:
    """All the messages in the form that was sent back."""
    form = response.context["form"]
    parts = [str(form.errors), *[str(formset.errors) for formset in form.formsets.values()]]
    return " ".join(parts)


def passage(label: str, start: str, end: str) -> dict[str, str]:
    return {"label": label, "start_ms": start, "end_ms": end}


def test_teacher_creates_a_whole_course(as_teacher: Any, teacher: Any, demo_video: Any) -> None:
    index = CourseIndexPage.objects.get()

    as_teacher.post(add_url(Course, index), course_data("Violin for beginners"))
    course = Course.objects.get()
    module_data = {"title": "First position", "slug": "first", "summary": "", **no_comments()}
    as_teacher.post(add_url(Module, course), nested_form_data(module_data) | PUBLISH)
    module = Module.objects.get()
    body = streamfield([("heading", "Before you begin"), ("text", rich_text("<p>Relax.</p>"))])
    lesson_data = {"title": "The bow", "slug": "the-bow", "summary": "", "body": body}
    as_teacher.post(
        add_url(Lesson, module), nested_form_data(lesson_data | no_comments()) | PUBLISH
    )
    lesson = Lesson.objects.get()
    response = as_teacher.post(
        add_url(Exercise, lesson),
        exercise_data(
            demo_video=demo_video.pk,
            passages=inline_formset([passage("bars 1–4", "0:01", "0:03.500")]),
            brief=streamfield([("passage", {"label": "Bars 1–4 ", "note": "Slowly."})]),
            criteria=inline_formset(
                [{"label": "intonation", "description": "In tune", "max_points": "5"}]
            ),
            max_length_seconds="120",
            max_attempts="3",
        ),
    )

    exercise = Exercise.objects.get()
    assert response.status_code == 302
    assert [page.live for page in (course, module, lesson, exercise)] == [True] * 4
    assert [page.owner for page in (course, module, lesson, exercise)] == [teacher] * 4
    assert exercise.demo_video == demo_video
    assert [(p.label, p.start_ms, p.end_ms) for p in exercise.passages.all()] == [
        ("bars 1–4", 1000, 3500)
    ]
    assert [(c.label, c.max_points) for c in exercise.criteria.all()] == [("intonation", 5)]
    assert (exercise.max_length_seconds, exercise.max_attempts) == (120, 3)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (
            {"passages": inline_formset([passage("x", "0:05", "0:03")])},
            "must end after it starts",
        ),
        ({"passages": inline_formset([passage("x", "0:05", "0:05")])}, "must end after it starts"),
        ({"passages": inline_formset([passage("x", "0:05", "0:11")])}, "0:10.000"),
        ({"passages": inline_formset([passage("x", "soon", "0:09")])}, "Enter a time"),
        (
            {
                "passages": inline_formset(
                    [passage("Toss", "0:01", "0:02"), passage("toss ", "0:03", "0:04")]
                )
            },
            "Another passage has this name",
        ),
        (
            {"brief": streamfield([("passage", {"label": "the toss", "note": ""})])},
            "There is no passage called “the toss”",
        ),
        ({"demo_youtube_url": "https://youtu.be/abcdefghijk"}, "not both"),
        ({"demo_youtube_url": "https://vimeo.com/1"}, "not a link to a YouTube video"),
        ({"max_length_seconds": "999999"}, "accepts videos of up to 3600 seconds"),
        ({"max_length_seconds": "0"}, "greater than or equal to 1"),
        ({"max_attempts": "0"}, "greater than or equal to 1"),
        (
            {"criteria": inline_formset([{"label": "x", "description": "", "max_points": "0"}])},
            "greater than or equal to 1",
        ),
    ],
)
def test_exercise_is_refused_with_a_plain_reason(
    changes: Any, complaint: str, as_teacher: Any, lesson: Any, demo_video: Any
) -> None:
    data = exercise_data("Another", **({"demo_video": demo_video.pk} | changes))

    response = as_teacher.post(add_url(Exercise, lesson), data)

    assert response.status_code == 200
    assert complaint in errors_of(response)
    assert not Exercise.objects.filter(title="Another").exists()


def test_youtube_demo_needs_no_library_video(as_teacher: Any, lesson: Any) -> None:
    data = exercise_data("Another", demo_youtube_url="https://youtu.be/abcdefghijk")

    as_teacher.post(add_url(Exercise, lesson), data)

    assert Exercise.objects.get(title="Another").demo_youtube_id == "abcdefghijk"


def test_names_are_unique_per_owner(
    as_teacher: Any, teacher: Any, other_teacher: Any, course: Any
) -> None:
    index = CourseIndexPage.objects.get()
    factories.CourseFactory(title="Cello", owner=other_teacher)

    twin = as_teacher.post(add_url(Course, index), course_data("violin FOR beginners "))
    as_teacher.post(add_url(Course, index), course_data("Cello"))

    assert "You already have another course with this name" in errors_of(twin)
    assert Course.objects.filter(title="Cello", owner=teacher).count() == 1


def test_exercise_names_are_unique_per_owner(as_teacher: Any, lesson: Any) -> None:
    response = as_teacher.post(add_url(Exercise, lesson), exercise_data("LONG bows"))

    assert "You already have another exercise with this name" in errors_of(response)


def test_copied_course_keeps_the_names_and_can_be_edited(as_teacher: Any, exercise: Any) -> None:
    copy = exercise.course.copy(
        recursive=True, update_attrs={"slug": "next-year", "title": "Next year"}
    )
    twin = Exercise.objects.descendant_of(copy).get()

    url = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    response = as_teacher.post(url, exercise_data("Long bows", max_attempts="2"))

    twin.refresh_from_db()
    assert response.status_code == 302
    assert (twin.title, twin.max_attempts) == ("Long bows", 2)
    assert twin.uid != exercise.uid


def test_draft_is_saved_but_not_shown(as_teacher: Any, lesson: Any, student: Any) -> None:
    data = exercise_data("Another")
    del data["action-publish"]

    as_teacher.post(add_url(Exercise, lesson), data)

    draft = Exercise.objects.get(title="Another")
    assert not draft.live
    assert not draft.is_visible_to(student)


def test_publishing_can_be_scheduled(as_teacher: Any, lesson: Any) -> None:
    data = exercise_data("Another", go_live_at="2099-01-01 09:00")

    as_teacher.post(add_url(Exercise, lesson), data)

    scheduled = Exercise.objects.get(title="Another")
    assert not scheduled.live
    assert scheduled.approved_schedule


def test_exercise_editor_offers_the_passage_picker(as_teacher: Any, exercise: Any) -> None:
    exercise.demo_youtube_url = "https://youtu.be/abcdefghijk"
    exercise.save_revision().publish()

    page = as_teacher.get(reverse("wagtailadmin_pages:edit", args=[exercise.pk])).content.decode()

    assert "<passage-picker" in page
    assert 'youtube="abcdefghijk"' in page
    assert "build/authoring.js" in page


def test_demo_player_shows_what_was_just_chosen(
    as_teacher: Any, demo_video: Any, other_teacher: Any
) -> None:
    url = reverse("courses_demo")
    foreign = factories.LibraryVideoFactory(uploaded_by_user=other_teacher)

    assert (
        f"/videos/{demo_video.asset_id}/"
        in as_teacher.get(url, {"video": demo_video.pk}).content.decode()
    )
    assert (
        'youtube="abcdefghijk"'
        in as_teacher.get(url, {"youtube": "https://youtu.be/abcdefghijk"}).content.decode()
    )
    assert (
        "Choose a demo" in as_teacher.get(url, {"youtube": "https://evil.example"}).content.decode()
    )
    for wrong in (foreign.pk, "999999", "x", "²"):
        assert as_teacher.get(url, {"video": wrong}).status_code == 404


def test_a_chosen_video_shows_its_picture_length_and_state(
    as_teacher: Any, demo_video: Any, other_teacher: Any
) -> None:
    url = reverse("courses_chosen_video")
    foreign = factories.LibraryVideoFactory(uploaded_by_user=other_teacher)

    shown = as_teacher.get(url, {"video": demo_video.pk}).content.decode()

    assert "0:10" in shown
    assert str(demo_video.asset.get_processing_status_display()) in shown
    assert "data-unsettled" not in shown
    for wrong in (foreign.pk, "999999", "9" * 30, "", "x", "²"):
        assert as_teacher.get(url, {"video": wrong}).status_code == 404


@pytest.mark.parametrize("player", ["body-0-value-demo", "demo"])
def test_demo_player_gets_the_requested_id(as_teacher: Any, demo_video: Any, player: str) -> None:
    query = {"video": demo_video.pk, "player": player}
    shown = as_teacher.get(reverse("courses_demo"), query).content.decode()
    assert f'<practice-player id="{player}"' in shown


def test_demo_player_refuses_markup_as_an_id(as_teacher: Any, demo_video: Any) -> None:
    query = {"video": demo_video.pk, "player": '"><script>'}
    assert as_teacher.get(reverse("courses_demo"), query).status_code == 404


def test_preview_shows_unsaved_passages(as_teacher: Any, exercise: Any) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[exercise.pk])
    data = exercise_data(
        "Long bows",
        demo_youtube_url="https://youtu.be/abcdefghijk",
        passages=inline_formset([passage("the very start", "0:01", "0:02")]),
        brief=streamfield([("passage", {"label": "the very start", "note": ""})]),
    )

    posted = as_teacher.post(url, data)
    page = as_teacher.get(url).content.decode()

    assert posted.json()["is_valid"]
    assert page.count("the very start") == 2
    assert "Students record or upload their takes here" in page


def test_empty_address_is_created_from_the_name(as_teacher: Any, course: Any) -> None:
    data = {"title": "First Position", "slug": "", "summary": "", **no_comments()}

    as_teacher.post(add_url(Module, course), nested_form_data(data) | PUBLISH)

    assert Module.objects.get(title="First Position").slug == "first-position"
