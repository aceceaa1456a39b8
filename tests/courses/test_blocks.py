"""Each block as students see it, and what the editor refuses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import BodyBlock, BriefBlock, WelcomeBlock
from courses.blocks.video import VideoPassageBlock, YouTubeBlock
from courses.models import HomePage
from tests import factories
from videos.models import AssetState

LESSON = BodyBlock()
# Wagtail leaves closing a resized picture's temporary file to the garbage collector.
RESIZES = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def shown(name: str, value: Any, blocks: Any = LESSON, **context: Any) -> str:
    """The HTML of one block."""
    block = blocks.child_blocks[name]
    html: str = block.render(block.normalize(value), context={"block_id": "b1", **context})
    return html


@pytest.fixture
def picture(db: None) -> Any:
    return get_image_model().objects.create(title="Hand", file=get_test_image_file())


def test_heading_can_be_linked_to() -> None:
    assert (
        shown("heading", "The <b>bow</b>")
        == '<h2 id="the-bbowb" dir="auto">The &lt;b&gt;bow&lt;/b&gt;</h2>\n'
    )


def test_text_is_rich(db: None) -> None:
    assert "<b>slow</b>" in shown("text", "<p>Very <b>slow</b></p>")


@pytest.mark.parametrize(
    ("tone", "look"), [("note", "info"), ("tip", "callout--tip"), ("warning", "callout--warning")]
)
def test_callout_has_the_look_of_its_tone(tone: str, look: str) -> None:
    html = shown("callout", {"tone": tone, "title": "Mind", "text": "<p>Breathe.</p>"})

    assert look in html
    assert "Mind" in html
    assert "Breathe." in html


@RESIZES
def test_picture_says_what_it_shows(picture: Any) -> None:
    value = {"image": {"image": picture.pk, "alt_text": "A hand", "decorative": False}}

    html = shown("image", LESSON.child_blocks["image"].to_python(value | {"caption": "So."}))

    assert 'alt="A hand"' in html
    assert '<figcaption dir="auto">So.</figcaption>' in html


@RESIZES
def test_gallery_shows_every_picture(picture: Any) -> None:
    one = {"image": {"image": picture.pk, "alt_text": "A hand", "decorative": False}, "caption": ""}
    raw = {"pictures": [one, one, one], "caption": "Three"}

    html = shown("gallery", LESSON.child_blocks["gallery"].to_python(raw))

    assert html.count("<img") == 3


def test_download_names_the_file(db: None) -> None:
    document = get_document_model().objects.create(
        title="Plan", file=ContentFile(b"x" * 2048, name="plan.pdf")
    )

    html = shown("download", {"document": document, "label": ""})

    assert document.url in html
    assert "Plan" in html
    assert "PDF" in html


def test_table_escapes_its_cells() -> None:
    raw = {
        "columns": [{"type": "text", "heading": "Day"}, {"type": "number", "heading": "Minutes"}],
        "rows": [{"values": ["<i>Mon</i>", 10]}, {"values": ["Tue", None]}],
        "caption": "Week",
    }

    html = shown("table", LESSON.child_blocks["table"].to_python(raw))

    assert '<caption dir="auto">Week</caption>' in html
    assert "&lt;i&gt;Mon" in html
    assert "10" in html
    assert "None" not in html


def test_library_video_is_a_player(db: None) -> None:
    video = factories.LibraryVideoFactory()

    html = shown("library_video", {"video": video, "caption": "Slowly"})

    assert "<practice-player" in html
    assert f"/videos/{video.asset.pk}/" in html
    assert "Slowly" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [(AssetState.PREPARING, "being prepared"), (AssetState.FAILED, "can't be played")],
)
def test_library_video_that_does_not_play_says_so(state: str, words: str, db: None) -> None:
    asset = factories.AssetFactory(processing_status=state)
    video = factories.LibraryVideoFactory(asset=asset)

    html = shown("library_video", {"video": video, "caption": ""})

    assert "<practice-player" not in html
    assert words in html


def test_youtube_loads_nothing_by_itself() -> None:
    html = shown("youtube", {"url": "https://youtu.be/abcdefghijk", "caption": ""})

    assert 'youtube="abcdefghijk"' in html
    assert "<iframe" not in html
    assert "<img" not in html
    assert "src=" not in html


def test_youtube_refuses_other_addresses() -> None:
    block = YouTubeBlock()

    with pytest.raises(ValidationError):
        block.clean(block.normalize({"url": "https://evil.example/watch?v=abcdefghijk"}))
    assert shown("youtube", {"url": "https://evil.example/", "caption": ""}).strip() == ""


def test_video_passage_loops_its_span(db: None) -> None:
    video = factories.LibraryVideoFactory()
    value = {"label": "Toss", "video": video, "start_ms": 1000, "end_ms": 3000}

    html = shown("passage", value)

    assert '<passage-loops for="passage-b1" starts>' in html
    assert 'id="passage-b1"' in html
    assert 'data-start-ms="1000"' in html
    assert 'data-end-ms="3000"' in html


@pytest.mark.parametrize(("start", "end"), [("0:03", "0:01"), ("0:01", "0:11"), ("x", "0:02")])
def test_video_passage_refuses_impossible_spans(start: str, end: str, db: None) -> None:
    video = factories.LibraryVideoFactory()
    block = VideoPassageBlock()
    block.set_name("passage")

    with pytest.raises(ValidationError):
        block.clean(
            block.normalize({"label": "x", "video": video, "start_ms": start, "end_ms": end})
        )


def test_video_passage_reads_times_as_people_write_them(db: None) -> None:
    video = factories.LibraryVideoFactory()
    block = VideoPassageBlock()
    value = {"label": "x", "video": video, "start_ms": "0:01.5", "end_ms": "3"}

    cleaned = block.clean(block.normalize(value))

    assert (cleaned["start_ms"], cleaned["end_ms"]) == (1500, 3000)
    assert block.get_form_state(cleaned)["start_ms"] == "0:01.500"


def test_cited_passage_points_to_the_exercises_own(exercise: Any) -> None:
    exercise.passages.create(label="Bars 1–4", start_ms=0, end_ms=900)
    value = {"label": "bars 1–4 ", "note": "Slowly"}

    html = shown("passage", value, BriefBlock(), passages=exercise.passages.all())

    assert "Bars 1–4" in html
    assert 'data-start-ms="0"' in html
    assert 'data-end-ms="900"' in html
    assert "Slowly" in html


def test_cited_passage_that_no_longer_exists_shows_nothing() -> None:
    assert shown("passage", {"label": "gone", "note": ""}, BriefBlock(), passages=[]).strip() == ""


def test_front_page_offers_nothing_for_members_only() -> None:
    names = set(WelcomeBlock().child_blocks)

    assert names.isdisjoint({"library_video", "passage", "download"})


def test_body_has_every_block_of_the_plan() -> None:
    assert set(LESSON.child_blocks) == {
        "heading", "text", "callout", "image", "gallery", "library_video", "youtube",
        "download", "passage", "table",
    }  # fmt: skip


@pytest.mark.parametrize("blocks", [LESSON, BriefBlock()])
def test_every_block_has_icon_description_and_preview(blocks: Any) -> None:
    for block in blocks.child_blocks.values():
        assert block.meta.icon != "placeholder"
        assert block.get_description()
        assert block.is_previewable


@pytest.mark.parametrize("name", sorted(LESSON.child_blocks))
def test_every_block_previews_in_the_picker(name: str, as_teacher: Any) -> None:
    block = LESSON.child_blocks[name]

    response = as_teacher.get("/admin/block-preview/", {"id": block.definition_prefix})

    assert response.status_code == 200
    assert b"build/site.css" in response.content


def test_videos_of_a_page_come_in_one_query(lesson: Any, django_assert_num_queries: Any) -> None:
    videos = [factories.LibraryVideoFactory() for _ in range(3)]
    raw = [
        {"type": "library_video", "value": {"video": video.pk, "caption": ""}} for video in videos
    ]
    body = StreamValue(LESSON, raw, is_lazy=True)

    with django_assert_num_queries(1):
        found = [block.value["video"].asset for block in body]

    assert found == [video.asset for video in videos]


def test_youtube_on_the_front_page_is_open_to_guests(client: Any, db: None) -> None:
    home = HomePage.objects.get()
    home.body = [("youtube", {"url": "https://youtu.be/abcdefghijk", "caption": ""})]
    home.save_revision().publish()

    assert 'youtube="abcdefghijk"' in client.get("/").content.decode()
