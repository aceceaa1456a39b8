"""The lists of jobs and videos in the admin, by eye, by keyboard, on a phone and in the dark."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from tests import factories
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login
from videos.models import AssetState, Job, JobKind, JobState, Urgency, VideoAsset
from videos.worker import heartbeats

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
CUT_OFF = """[...document.querySelectorAll(".listing td, .listing .state")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".job-scroll"))
  .map((e) => e.textContent)"""
SIDE_SCROLL = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def queue(student: User, classmate: User, exercise: Any) -> list[Job]:
    """Something of every state."""
    owners = [student, classmate, student, student, student]
    names = [f"long-bows-{number}.mp4" for number in (1, 2, 3, 4)] + [f"{'bow' * 12}.mp4"]
    takes = [
        factories.TakeFactory(
            student=owner,
            exercise=exercise,
            attempt=number,
            asset=factories.AssetFactory(owner=owner, orig_filename=name),
        )
        for number, (owner, name) in enumerate(zip(owners, names, strict=True), start=1)
    ]
    now = timezone.now()
    rows: list[dict[str, Any]] = [
        {"state": JobState.RUNNING, "percent": 42, "worker": "studio-1:4711:Worker-1"},
        {"state": JobState.QUEUED},
        {"state": JobState.QUEUED, "not_before": now + timedelta(minutes=2), "error": "disk_full"},
        {"state": JobState.FAILED, "error": "trouble: out_of_memory: no memory left"},
        {"state": JobState.CANCELLED, "error": "cancelled by hand"},
    ]
    kinds = [JobKind.PREPARE, JobKind.LADDER, JobKind.PREPARE, JobKind.LADDER, JobKind.PREPARE]
    jobs = [
        factories.JobFactory(
            asset=take.asset,
            kind=kind,
            priority=Urgency.TAKE,
            attempt=1,
            log_tail="x264: …\n" * 9,
            **row,
        )
        for take, kind, row in zip(takes, kinds, rows, strict=True)
    ]
    for job in jobs:
        job.attempts.create(number=1, started_at=now - timedelta(seconds=75), worker=job.worker)
    VideoAsset.objects.filter(jobs=jobs[3]).update(
        processing_status=AssetState.FAILED, processing_error="Something went wrong on our side."
    )
    factories.LibraryVideoFactory(title="Long bows", asset=factories.AssetFactory())
    heartbeats.beat(2)
    return jobs


def _picture(page: Page, name: str) -> None:
    """For the eye: JOB_PICTURES=folder keeps them."""
    if folder := os.environ.get("JOB_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_progress_moves_while_one_looks(
    page: Page, login: Login, editor: User, queue: list[Job]
) -> None:
    login(page, editor).goto("/admin/jobs/")
    row = page.get_by_role("row").filter(has_text="long-bows-1.mp4")
    expect(row).to_contain_text("42 %")

    Job.objects.filter(pk=queue[0].pk).update(percent=77)
    expect(row).to_contain_text("77 %")
    Job.objects.filter(pk=queue[0].pk).update(state=JobState.DONE)
    expect(row).to_contain_text("done")
    expect(page.locator("[data-summary]")).to_contain_text("Running")


def test_jobs_are_chosen_and_cancelled_with_the_keyboard(
    page: Page, login: Login, editor: User, queue: list[Job]
) -> None:
    login(page, editor).goto("/admin/jobs/")
    box = page.get_by_role("row").filter(has_text="long-bows-2.mp4").get_by_role("checkbox")
    box.focus()
    page.keyboard.press("Space")
    cancel = page.get_by_label("Cancel the selected jobs")
    cancel.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("its unfinished work is discarded")).to_be_visible()
    _picture(page, "confirm")
    page.get_by_role("button", name="Yes, cancel").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 job was cancelled.")).to_be_visible()
    queue[1].refresh_from_db()
    assert queue[1].state == JobState.CANCELLED


def test_library_items_are_chosen_for_new_posters(
    page: Page, login: Login, editor: User, queue: list[Job]
) -> None:
    login(page, editor).goto("/admin/media/")
    page.get_by_role("row").filter(has_text="Long bows").get_by_role("checkbox").check()
    page.get_by_label("Create new posters for the selected videos").click()
    page.get_by_role("button", name="Yes, create them").click()

    expect(page.get_by_text("1 new poster will be created.")).to_be_visible()
    assert Job.objects.filter(kind=JobKind.POSTER).count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], indirect=True, ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_fit_and_bar_nobodys_way(
    page: Page,
    login: Login,
    editor: User,
    queue: list[Job],
    viewport: dict[str, int],
    theme: Any,
) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    login(page, editor)
    addresses = {
        "jobs": "/admin/jobs/",
        "failed": "/admin/jobs/?state=failed",
        "job": f"/admin/jobs/inspect/{queue[3].pk}/",
        "videos": "/admin/videos/",
        "media": "/admin/media/",
        "video": f"/admin/videos/inspect/{queue[3].asset_id}/",
        "bulk": f"/admin/bulk/videos/videoasset/remake/?id={queue[0].asset_id}",
    }
    for name, address in addresses.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        _picture(page, f"{name}-{theme}-{viewport['width']}")
        assert page.evaluate(SIDE_SCROLL) == 0, name
        assert page.evaluate(CUT_OFF) == [], name
        ours = [one for one in hindrances(page) if _is_ours(one)]
        assert ours == [], name


def _is_ours(hindrance: str) -> bool:
    """Wagtail's own frame is Wagtail's."""
    return any(word in hindrance for word in ("job", "live-jobs", "state", "listing"))
