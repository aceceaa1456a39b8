"""Why a video can't be watched is read in the reader's language, whichever the worker's is."""

import re
from pathlib import Path

from django.utils import translation

from portal.settings.env import ROOT
from tests.factories import AssetFactory
from videos.media import RefusalCode
from videos.models.reasons import REASONS, reason_of
from videos.queue.status import progress_of

WRITTEN = re.compile(r'(?:error_code=|code=|fail\(job, |_without_video\(job, )"(\w+)"')


def test_everybody_reads_it_in_their_language(db: None) -> None:
    asset = AssetFactory(processing_status="failed", error_code="trouble")

    assert progress_of(asset)["error"].startswith("Something went wrong on our side.")
    with translation.override("de"):
        assert progress_of(asset)["error"] == str(REASONS["trouble"])
        assert "on our side" not in progress_of(asset)["error"]


def test_the_limit_is_that_of_the_video(db: None, settings) -> None:
    settings.VIDEO_MAX_SECONDS = 600

    assert "is 10:00" in AssetFactory(error_code=RefusalCode.TOO_LONG).reason
    assert "is 1:30" in AssetFactory(error_code=RefusalCode.TOO_LONG, max_duration_ms=90_000).reason


def test_what_an_older_version_wrote_is_still_shown(db: None) -> None:
    assert AssetFactory(processing_error="It broke.").reason == "It broke."
    assert AssetFactory().reason == ""


def test_every_code_that_is_written_has_its_words() -> None:
    sources = [*Path(ROOT, "site/videos").rglob("*.py")]
    codes = {code for path in sources for code in WRITTEN.findall(path.read_text("utf-8"))}

    assert {"trouble", "stopped", "expired", "cancelled", "original_missing"} <= codes
    assert {code for code in codes if not reason_of(code)} == set()
