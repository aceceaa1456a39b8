from dataclasses import replace

import pytest

from videos.media import AudioTrack, Probe, Rung, VideoTrack, plan_ladder
from videos.media.ladder import first_rung

VIDEO = VideoTrack(
    codec="h264",
    profile="High",
    pixel_format="yuv420p",
    hdr="",
    wide_gamut=False,
    matrix="bt709",
    full_range=False,
    interlaced=False,
    square_pixels=True,
    bit_rate=8_000_000,
    key_gap_ms=1000,
    clean_cuts=True,
)
SOUND = AudioTrack("aac", "LC", 2, 48_000, 128_000, clean_start=True)
PHONE = Probe(
    container="mov,mp4,m4a,3gp,3g2,mj2",
    size_bytes=1_000_000,
    duration_ms=60_000,
    declared_duration_ms=60_000,
    width=1920,
    height=1080,
    rotation=0,
    is_flipped=False,
    fps=30.0,
    video=VIDEO,
    audio=SOUND,
)
WEBCAM = replace(PHONE, container="matroska,webm", video=replace(VIDEO, codec="vp8"))


def names(probe: Probe) -> list[str]:
    return [rung.name for rung in plan_ladder(probe)]


def test_a_phone_video_is_copied_and_its_class_not_encoded_again() -> None:
    assert names(PHONE) == ["source", "720p", "480p", "360p"]


def test_a_source_that_browsers_cannot_play_is_encoded_at_every_class() -> None:
    assert names(WEBCAM) == ["1080p", "720p", "480p", "360p"]


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (3840, 2160, ["1080p", "720p", "480p", "360p"]),
        (1280, 720, ["720p", "480p", "360p"]),
        (1000, 690, ["480p", "360p"]),
        (1920, 1072, ["1080p", "720p", "480p", "360p"]),
        (640, 360, ["360p"]),
        (321, 241, ["360p"]),
    ],
)
def test_no_rung_is_above_the_source(width: int, height: int, expected: list[str]) -> None:
    assert names(replace(WEBCAM, width=width, height=height)) == expected


def test_classes_go_by_the_short_side() -> None:
    ladder = plan_ladder(replace(WEBCAM, width=1080, height=1920))

    sizes = [(rung.width, rung.height) for rung in ladder]
    assert sizes == [(1080, 1920), (720, 1280), (480, 854), (360, 640)]


def test_sizes_are_even_and_small_sources_keep_theirs() -> None:
    assert plan_ladder(replace(WEBCAM, width=321, height=241)) == [Rung("360p", 320, 240)]


@pytest.mark.parametrize(
    "change",
    [
        {"codec": "hevc"},
        {"profile": "High 10"},
        {"pixel_format": "yuv444p"},
        {"interlaced": True},
        {"square_pixels": False},
        {"bit_rate": 200_000_000},
        {"key_gap_ms": 30_000},
        {"clean_cuts": False},
    ],
)
def test_an_odd_h264_is_not_copied(change: dict[str, object]) -> None:
    assert "source" not in names(replace(PHONE, video=replace(VIDEO, **change)))


def test_a_turned_source_plays_at_once_but_leaves_when_the_upright_ladder_is_there() -> None:
    ladder = plan_ladder(replace(PHONE, width=1080, height=1920, rotation=90))

    assert [rung.name for rung in ladder if rung.is_stopgap] == ["source"]
    assert names(replace(PHONE, rotation=90))[1:] == ["1080p", "720p", "480p", "360p"]


def test_the_first_rung_is_the_copy_or_the_smallest() -> None:
    assert [first_rung(probe).name for probe in (PHONE, WEBCAM)] == ["source", "360p"]


def test_sound_alone_is_one_rendition() -> None:
    assert names(replace(PHONE, video=None, width=0, height=0)) == ["audio"]


@pytest.mark.parametrize("probe", [PHONE, WEBCAM, replace(PHONE, audio=None, video=None)])
def test_a_probe_survives_json(probe: Probe) -> None:
    assert Probe.from_json(probe.as_json()) == probe
