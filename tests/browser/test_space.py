"""Little space left: said before somebody picks a file, and a file that can't fit is not sent."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from practice.models import Take
from tests.browser.conftest import DESKTOP, Login
from videos.models import PersonStorage, StorageLimits
from videos.models.storage_use import GIGABYTE

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}


@pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True, ids=["desktop", "phone"])
def test_a_file_that_does_not_fit_is_refused_before_it_is_sent(
    page: Page, login: Login, student: User, exercise: Any, real_video: Path
) -> None:
    StorageLimits.objects.update_or_create(pk=StorageLimits.load().pk, defaults={"person_gb": 5})
    used = 5 * GIGABYTE - real_video.stat().st_size + 1
    PersonStorage.objects.create(person=student, used_bytes=used)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    login(page, student)
    page.goto(exercise.get_url())
    expect(page.locator("[data-space]")).to_contain_text("left of 5.0 GB for your videos.")

    page.set_input_files("take-uploader input[type=file]", real_video)

    problem = page.locator("take-uploader [data-part=problem]")
    expect(problem).to_contain_text("left of 5.0 GB. This file has")
    expect(problem).to_contain_text("Delete an old take")
    assert not [url for url in asked if "/api/v1/uploads/" in url]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Take.objects.exists()
