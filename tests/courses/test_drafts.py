"""A draft can be half filled in, so that autosave never fails."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from courses.blocks import BodyBlock, BriefBlock, WelcomeBlock
from courses.models import Exercise, Lesson, Passage
from tests.courses.test_authoring import add_url, errors_of, exercise_data, no_comments, passage

PUBLISH = {"action-publish": "action-publish"}
EMPTY = passage("", "", "")
NAMED = passage("bars 1–4", "", "")
STREAMS = [
    pytest.param(stream, name, id=f"{stream.__name__}-{name}")
    for stream in (BodyBlock, BriefBlock, WelcomeBlock)
    for name in stream.base_blocks
]


def draft(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = exercise_data("Short bows", passages=inline_formset(list(rows)), **changes)
    return {key: value for key, value in data.items() if key not in PUBLISH}


def autosave(client: Any, address: str, data: dict[str, Any]) -> dict[str, Any]:
    response = client.post(address, data, headers={"Accept": "application/json"})
    answer: dict[str, Any] = response.json()
    return answer


def saved_passages(exercise: Exercise) -> list[tuple[str, int | None, int | None]]:
    latest = exercise.get_latest_revision_as_object()
    return [(one.label, one.start_ms, one.end_ms) for one in latest.passages.all()]


@pytest.mark.parametrize("row", [EMPTY, NAMED, passage("", "0:01", "")])
def test_a_new_exercise_is_kept_while_its_first_passage_is_filled_in(
    as_teacher: Any, lesson: Lesson, row: dict[str, Any]
) -> None:
    answer = autosave(as_teacher, add_url(Exercise, lesson), draft(row))
    assert answer["success"], answer
    exercise = Exercise.objects.get(title="Short bows")
    assert not exercise.live
    assert len(saved_passages(exercise)) == 1


def test_passage_is_completed_over_several_saves(as_teacher: Any, lesson: Lesson) -> None:
    autosave(as_teacher, add_url(Exercise, lesson), draft(NAMED))
    exercise = Exercise.objects.get(title="Short bows")
    address = reverse("wagtailadmin_pages:edit", args=[exercise.pk])
    for row in (NAMED, passage("bars 1–4", "0:01", ""), passage("bars 1–4", "0:01", "0:03")):
        key = {"id": str(Passage.objects.get().pk)}
        data = draft()
        rows = inline_formset([row | key], initial=1)
        assert autosave(as_teacher, address, data | nested_form_data({"passages": rows}))["success"]
    exercise.refresh_from_db()
    assert saved_passages(exercise) == [("bars 1–4", 1000, 3000)]


def test_a_half_filled_passage_is_not_published(as_teacher: Any, lesson: Lesson) -> None:
    response = as_teacher.post(add_url(Exercise, lesson), draft(NAMED) | PUBLISH)
    assert "This field is required." in errors_of(response)
    assert not Exercise.objects.filter(title="Short bows").exists()


def test_a_half_filled_passage_is_left_out_of_the_preview(as_teacher: Any, lesson: Lesson) -> None:
    autosave(as_teacher, add_url(Exercise, lesson), draft(NAMED))
    exercise = Exercise.objects.get(title="Short bows")
    address = reverse("wagtailadmin_pages:view_draft", args=[exercise.pk])
    assert "bars 1–4" not in as_teacher.get(address).content.decode()


def test_draft_may_cite_a_passage_without_a_name_yet(as_teacher: Any, lesson: Lesson) -> None:
    brief = streamfield([("passage", {"label": "bars 9–16", "note": ""})])
    data = draft(brief=brief)
    assert autosave(as_teacher, add_url(Exercise, lesson), data)["success"]


@pytest.mark.parametrize(("stream", "name"), STREAMS)
def test_an_empty_block_of_each_kind_is_kept_in_a_draft(stream: type, name: str) -> None:
    blocks = stream()
    block = blocks.child_blocks[name]
    empty = block.get_prep_value(block.get_default())
    value = blocks.to_python([{"type": name, "value": empty}])
    assert len(blocks.clean_deferred(value)) == 1


def test_empty_gallery_and_passage_do_not_block_a_draft(as_teacher: Any, lesson: Lesson) -> None:
    picture = {"image-image": "", "image-alt_text": "", "caption": ""}
    gallery = {
        "pictures-count": "1",
        "pictures-0-deleted": "",
        "pictures-0-order": "0",
        "pictures-0-type": "item",
        "pictures-0-id": "",
        **{f"pictures-0-value-{key}": value for key, value in picture.items()},
        "caption": "",
    }
    span = {"label": "", "video": "", "start_ms": "", "end_ms": ""}
    body = streamfield([("gallery", gallery), ("passage", span)])
    data = {"title": lesson.title, "slug": lesson.slug, "summary": "", "body": body}
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = autosave(as_teacher, address, nested_form_data(data | no_comments()))
    assert answer["success"], answer
    kept = Lesson.objects.get(pk=lesson.pk).get_latest_revision_as_object().body
    assert [one.block_type for one in kept] == ["gallery", "passage"]
