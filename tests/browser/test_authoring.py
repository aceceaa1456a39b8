"""Writing in the admin: a chosen video shows itself, passages are picked, autosave goes on."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import Exercise, Lesson
from scripts.common.waiting import eventually
from tests import factories
from tests.browser.conftest import Login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWERS_TO_SCRIPTS_COME_LATE = """
  const send = window.fetch;
  window.fetch = async (...request) => {
    const response = await send(...request);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return response;
  };
"""


@pytest.fixture
def exercise(teacher: User, ready_asset: Any) -> Exercise:
    """With a demo that plays, below a lesson."""
    video = factories.LibraryVideoFactory(
        title="Long bows, demo", uploaded_by_user=teacher, asset=ready_asset(teacher)
    )
    made: Exercise = factories.ExerciseFactory(owner=teacher, demo_video=video)
    for page in made.get_ancestors().filter(depth__gt=3).specific():
        page.owner = teacher
        page.save(update_fields=["owner"])
    return made


def edit(page: Page, thing: Any) -> None:
    page.goto(f"/admin/pages/{thing.pk}/edit/")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)  # Wagtail looks at the form's first state two seconds after loading


def autosave_says(page: Page, state: str) -> None:
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator).to_have_attribute("data-w-autosave-state-value", state)


def add_passage(page: Page) -> Any:
    page.locator("passage-picker").get_by_role("button", name="Add passage").click()
    return page.locator("passage-picker [data-inline-panel-child]").last


def test_a_chosen_video_shows_its_picture_and_length(
    page: Page, login: Login, teacher: User, exercise: Exercise
) -> None:
    edit(login(page, teacher), exercise)
    shown = page.locator(".media-chooser + .chosen-video")
    expect(shown).to_contain_text("ready")
    expect(shown.locator("img")).to_have_js_property("complete", True)
    assert shown.locator("img").evaluate("image => image.naturalWidth") > 0


def test_autosave_waits_for_no_passage_and_goes_on_after_a_mended_error(
    page: Page, login: Login, teacher: User, exercise: Exercise
) -> None:
    edit(login(page, teacher), exercise)
    row = add_passage(page)
    row.locator("input[name$=-label]").fill("bars 1–4")
    autosave_says(page, "saved")
    row.locator("input[name$=-start_ms]").fill("0:02")
    row.locator("input[name$=-end_ms]").fill("0:01")
    autosave_says(page, "paused")
    row.locator("input[name$=-end_ms]").fill("")
    autosave_says(page, "saved")
    row.locator("input[name$=-end_ms]").fill("soon")
    autosave_says(page, "paused")
    row.locator("input[name$=-end_ms]").fill("")
    autosave_says(page, "saved")
    latest = Exercise.objects.get(pk=exercise.pk).get_latest_revision_as_object()
    kept = [(one.label, one.start_ms, one.end_ms) for one in latest.passages.all()]
    assert kept == [("bars 1–4", 2000, None)]


def test_publishing_waits_for_the_autosave_that_makes_the_page(
    page: Page, login: Login, teacher: User, exercise: Exercise
) -> None:
    page.add_init_script(ANSWERS_TO_SCRIPTS_COME_LATE)
    module = exercise.get_parent().get_parent()
    login(page, teacher).goto(f"/admin/pages/add/courses/lesson/{module.pk}/")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)  # as in `edit`
    page.locator("#id_title").press_sequentially("Short bows")
    page.locator("#id_title").blur()
    made = Lesson.objects.child_of(module).filter(title="Short bows")
    assert eventually(made.exists)
    autosave_says(page, "saving")
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("has been published")).to_be_visible()
    assert [lesson.live for lesson in made] == [True]


def test_a_lessons_passage_is_picked_on_its_video(
    page: Page, login: Login, teacher: User, exercise: Exercise
) -> None:
    lesson = exercise.get_parent().specific
    span = {"label": "The toss", "video": exercise.demo_video_id, "start_ms": 0, "end_ms": 500}
    lesson.body = [{"type": "passage", "value": span}]
    lesson.save_revision().publish()
    edit(login(page, teacher), lesson)
    picker = page.locator("passage-picker")
    player = picker.locator("practice-player")
    expect(player).to_be_visible()
    player.evaluate("player => player.seek(1000)")
    picker.get_by_role("button", name="End here").click()
    end = picker.locator("input[name$=-end_ms]")
    expect(end).not_to_have_value("0:00.500")

    def is_kept() -> bool:
        latest = Lesson.objects.get(pk=lesson.pk).get_latest_revision_as_object()
        return bool(latest.body[0].value["end_ms"] != 500)

    assert eventually(is_kept)
