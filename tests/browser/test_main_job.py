"""The main job, walked by three people, each in a browser of their own.

A teacher writes a course in the admin, with a demo in the library; an admin enrols a student, who
hands in a take; it is transcoded and plays; the teacher answers on the timeline and releases; the
student sees the remark at its moment, on the right frame, and replies.
"""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from courses.models import Exercise
from demo.video import make_video, read_frame_number
from practice.models import Take
from tests.browser.conftest import PATIENCE_MS
from tests.factories import PASSWORD
from videos.models import AssetState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

RunJobs = Callable[[], int]
FPS = 25
MOMENT_MS = 2_000


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, _quiet_at_the_end: None
) -> Iterator[Callable[[], Page]]:
    """A page in a browser context of its own: a person of their own."""
    contexts = []

    def open_one() -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def films(tmp_path: Path) -> dict[str, Path]:
    recipe = {"skill": "music", "width": 640, "height": 360, "fps": FPS, "tempo_bpm": 120}
    return {
        "demo": make_video(tmp_path / "demo.mp4", seconds=3, **recipe),
        "take": make_video(tmp_path / "take.mp4", seconds=4, seed=1, **recipe),
    }


def log_in(page: Page, person: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def write_title(page: Page, title: str) -> None:
    """Key by key, once its scripts are there: Wagtail makes the slug from what is typed."""
    page.wait_for_load_state("networkidle")
    page.locator("#id_title").press_sequentially(title)
    expect(page.locator("#id_slug")).not_to_have_value("")


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()


def add_below(page: Page, parent_id: int, kind: str, title: str) -> int:
    page.goto(f"/admin/pages/add/courses/{kind}/{parent_id}/")
    write_title(page, title)
    publish(page)
    return _newest_page()


def _newest_page() -> int:
    from wagtail.models import Page as WagtailPage

    newest: int = WagtailPage.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return newest


def add_demo_to_library(page: Page, film: Path) -> None:
    page.goto("/admin/media/video/add/")
    page.set_input_files("input[type=file][name=file]", film)
    page.locator("[name=title]").fill("Long bows, demonstrated")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Long bows, demonstrated").first).to_be_visible()


def write_exercise(page: Page, lesson_id: int) -> None:
    page.goto(f"/admin/pages/add/courses/exercise/{lesson_id}/")
    write_title(page, "Long bows")
    page.get_by_role("button", name="Choose video").first.click()
    page.get_by_role("link", name="Long bows, demonstrated").click()
    page.get_by_role("button", name="Add passage").click()
    page.locator("[name=passages-0-label]").fill("First two bars")
    page.locator("[name=passages-0-start_ms]").fill("0:00")
    page.locator("[name=passages-0-end_ms]").fill("0:02")
    publish(page)


def enrol(page: Page, student: User) -> None:
    page.goto("/admin/class-list/add/")
    page.get_by_label("Course").select_option(label="Violin for beginners")
    page.get_by_label("E-mail addresses").fill(student.email)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("main").get_by_text(student.display_name).first).to_be_visible()


def wait_until_at(page: Page, player: str, ms: int) -> None:
    at_moment = "([id, ms]) => Math.abs(document.getElementById(id).currentMs - ms) < 30"
    page.wait_for_function(at_moment, arg=[player, ms])


def shown_frame(page: Page, player: str) -> int:
    """The number that is burnt into the frame on the screen."""
    picture = page.locator(f"{player} video").screenshot()
    return read_frame_number(Image.open(io.BytesIO(picture)).convert("RGB"))


def write_course(page: Page, film: Path) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Create a course").click()
    write_title(page, "Violin for beginners")
    publish(page)
    module = add_below(page, _newest_page(), "module", "First position")
    lesson = add_below(page, module, "lesson", "The bow")
    add_demo_to_library(page, film)
    write_exercise(page, lesson)


def hand_in(page: Page, film: Path) -> None:
    page.get_by_role("link", name="Violin for beginners").first.click()
    page.get_by_role("link", name="Long bows").first.click()
    expect(page.get_by_text("First two bars").first).to_be_visible()
    page.set_input_files("take-uploader input[type=file]", film)
    expect(page.get_by_text("Your take is handed in")).to_be_visible()


def answer_oldest(page: Page, remark: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("Waiting for you")).first.click()
    page.get_by_text(re.compile("Review take 1")).first.click()
    page.locator("#desk-player .player__stage").wait_for()
    page.locator("#desk-player").evaluate("(player, ms) => player.seek(ms)", MOMENT_MS)
    wait_until_at(page, "desk-player", MOMENT_MS)
    page.keyboard.press("m")
    page.keyboard.type(remark)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Release to the student").click()
    page.get_by_text("can see your feedback now").wait_for()


def see_and_reply(page: Page, take: Take, remark: str, reply: str) -> None:
    page.goto(take.get_absolute_url())
    item = page.locator("[data-marker-id]").filter(has_text=remark)
    item.locator(".marker__time").click()
    wait_until_at(page, "take-player", MOMENT_MS)
    page.wait_for_timeout(500)  # until the frame that was sought is painted, too
    assert abs(shown_frame(page, "#take-player") - MOMENT_MS * FPS // 1000) <= 1
    item.get_by_text("Ask or reply").click()
    item.get_by_label("Your message").fill(reply)
    item.get_by_role("button", name="Send").click()
    expect(item.locator(".message-item")).to_contain_text(reply)


def test_teacher_and_student_do_the_main_job(
    open_page: Callable[[], Page],
    films: dict[str, Path],
    teacher: User,
    student: User,
    admin: User,
    run_jobs: RunJobs,
) -> None:
    desk, room, office = open_page(), open_page(), open_page()
    log_in(desk, teacher)
    write_course(desk, films["demo"])
    log_in(office, admin)
    enrol(office, student)
    run_jobs()

    log_in(room, student)
    hand_in(room, films["take"])
    run_jobs()
    take = Take.objects.select_related("asset").get()
    assert take.asset.processing_status == AssetState.READY
    assert take.exercise_revision_id == Exercise.objects.get().live_revision_id

    answer_oldest(desk, "Slower here")
    see_and_reply(room, take, "Slower here", "Like this?")
    desk.goto(take.get_absolute_url())
    expect(desk.get_by_text("Like this?")).to_be_visible()
