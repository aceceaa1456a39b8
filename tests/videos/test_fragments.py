"""The fragments that every page includes."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import User
from tests.factories import AssetFactory, RenditionFactory, VideoClipFactory
from videos.models import AssetState, VideoAsset


def _render(template: str, user: User, **context: Any) -> str:
    request = RequestFactory().get("/practice/takes/1/")
    request.user = user
    return render_to_string(template, context, request=request)


def _asset(owner: User, **values: Any) -> VideoAsset:
    asset = AssetFactory(owner=owner, **values)
    RenditionFactory(asset=asset)
    return asset


def test_the_player_names_playlist_poster_and_length(student: User) -> None:
    asset = _asset(student, has_poster=True, duration_ms=12_345)

    page = _render("videos/_player.html", student, asset=asset, player_id="take", deep_link=True)

    assert '<practice-player id="take"' in page
    assert f'src="/videos/{asset.pk}/master.m3u8"' in page
    assert f'poster="/videos/{asset.pk}/poster.jpg"' in page
    assert 'duration-ms="12345"' in page
    assert " deep-link>" in page
    assert f'<source src="/videos/{asset.pk}/360p.mp4" type="video/mp4">' in page


def test_a_clip_is_a_span_of_the_whole_video(student: User) -> None:
    asset = _asset(student)
    clip = VideoClipFactory(original_video=asset, start_ms=2_000, end_ms=4_000)

    page = _render("videos/_player.html", student, asset=asset, clip=clip)

    assert 'start-ms="2000" end-ms="4000"' in page


@pytest.mark.parametrize(
    ("state", "shown", "waits"),
    [
        (AssetState.UPLOADING, "The upload of this video is not finished.", False),
        (AssetState.CHECKING, "being prepared", True),
        (AssetState.PREPARING, "being prepared", True),
        (AssetState.PLAYABLE, "being prepared", True),
        (AssetState.READY, "This video is ready.", False),
    ],
)
def test_the_status_shows_progress(
    student: User, state: AssetState, shown: str, waits: bool
) -> None:
    asset = _asset(student, processing_status=state, processing_percent=40)

    page = _render("videos/_status.html", student, asset=asset)

    assert shown in page
    assert ("<status-poll" in page) == waits


def test_a_failure_has_a_reason_and_a_way_on_for_its_owner(student: User, classmate: User) -> None:
    asset = _asset(
        student,
        processing_status=AssetState.FAILED,
        error_code="trouble",
    )

    page = _render("videos/_status.html", student, asset=asset)
    other = _render("videos/_status.html", classmate, asset=asset)

    assert "Your video is safe; please try again." in page
    assert f'action="/videos/{asset.pk}/retry/"' in page
    assert 'name="next" value="/practice/takes/1/"' in page
    assert "retry" not in other


def test_a_file_at_fault_has_a_reason_and_no_button(student: User) -> None:
    asset = _asset(
        student,
        processing_status=AssetState.FAILED,
        error_code="damaged",
    )

    page = _render("videos/_status.html", student, asset=asset)

    assert "This file is damaged and cannot be played." in page
    assert "retry" not in page
