"""Generated practice videos: the right frame at the right time, and a beat where it should be."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageChops

from demo.performance import Performance, Skill
from demo.scenes import scene_for
from demo.stage import Painter, Stage
from demo.timecode import stamp
from demo.video import (
    cached_video,
    frame_at,
    make_video,
    planned_slips,
    read_frame_number,
    timecode,
)

SMALL: dict[str, Any] = {"skill": "music", "seconds": 2, "width": 640, "height": 360}


def frames_of(path: Path) -> list[Image.Image]:
    with av.open(str(path)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def samples_of(path: Path) -> np.ndarray[Any, Any]:
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])


@pytest.mark.parametrize("skill", ["music", "sport", "language"])
def test_every_frame_carries_its_number_through_coding(tmp_path: Path, skill: str) -> None:
    path = make_video(tmp_path / "take.mp4", **{**SMALL, "skill": skill})

    assert [read_frame_number(frame) for frame in frames_of(path)] == list(range(60))


def test_frame_number_survives_scaling_to_360p(tmp_path: Path) -> None:
    path = make_video(tmp_path / "take.mp4", skill="sport", seconds=1, width=1280, height=720)

    scaled = [frame.resize((640, 360)) for frame in frames_of(path)]

    assert [read_frame_number(frame) for frame in scaled] == list(range(30))


@pytest.mark.parametrize("number", [0, 1, 4095, 65535])
@pytest.mark.parametrize("size", [(640, 360), (360, 640), (641, 479), (1920, 1080)])
def test_frame_number_reads_back_in_any_shape(size: tuple[int, int], number: int) -> None:
    picture = Image.new("RGB", size, (200, 210, 220))
    stamp(picture, number, 0)

    assert read_frame_number(picture) == number


def test_picture_without_strip_is_refused() -> None:
    with pytest.raises(ValueError, match="No frame-number strip"):
        read_frame_number(Image.new("RGB", (640, 360), "navy"))


def test_damaged_strip_is_refused() -> None:
    picture = frame_at(1, **SMALL)
    picture.paste((250, 250, 245), (500, 8, 520, 20))

    with pytest.raises(ValueError, match="damaged"):
        read_frame_number(picture)


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "00:00.000"), (61_033, "01:01.033"), (3_599_999, "59:59.999")]
)
def test_timecode_shows_minutes_seconds_and_milliseconds(ms: int, text: str) -> None:
    assert timecode(ms) == text


def test_timecode_is_burnt_in_top_left() -> None:
    corner = (0, 0, 120, 40)
    first, second = frame_at(0, **SMALL).crop(corner), frame_at(15, **SMALL).crop(corner)

    assert first.tobytes() != second.tobytes()


def test_clicks_sound_on_every_beat(tmp_path: Path) -> None:
    path = make_video(tmp_path / "take.mp4", **{**SMALL, "skill": "sport"}, tempo_bpm=120)

    loud = np.flatnonzero(np.abs(samples_of(path)) > 0.3) / 48_000
    starts = [loud[0], *(b for a, b in pairwise(loud) if b - a > 0.1)]

    beats = [start for start in starts if min(start % 0.5, 0.5 - start % 0.5) < 0.03]
    assert [round(start * 2) for start in beats] == [0, 1, 2, 3]


def test_first_beat_of_a_bar_is_pitched_higher(tmp_path: Path) -> None:
    path = make_video(tmp_path / "take.mp4", **{**SMALL, "skill": "sport"}, tempo_bpm=120)
    samples = samples_of(path)

    def pitch(second: float) -> int:
        part = samples[int(second * 48_000) :][:1920]
        return int(np.abs(np.fft.rfft(part)).argmax() * 25)

    assert (pitch(0), pitch(0.5)) == (1750, 1000)


def test_silent_video_has_no_sound_track(tmp_path: Path) -> None:
    path = make_video(tmp_path / "take.mp4", **{**SMALL, "seconds": 0.5}, silent=True)

    with av.open(str(path)) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_sound_is_aac_as_long_as_the_picture(tmp_path: Path) -> None:
    path = make_video(tmp_path / "take.mp4", **SMALL)

    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
    assert len(samples_of(path)) / 48_000 == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotated_video_is_upright_after_the_noted_turn(tmp_path: Path, turn: int) -> None:
    recipe = {**SMALL, "seconds": 0.2, "rotate": turn}
    path = make_video(tmp_path / "take.mp4", **recipe)

    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    stored = frame.to_image()

    assert stored.size == ((360, 640) if turn in (90, 270) else (640, 360))
    assert read_frame_number(stored.rotate(frame.rotation, expand=True)) == 0


@pytest.mark.parametrize("codec", ["vp8", "vp9"])
def test_webm_carries_the_same_frames(tmp_path: Path, codec: str) -> None:
    path = make_video(tmp_path / "take.webm", **{**SMALL, "seconds": 0.5}, codec=codec)

    assert [read_frame_number(frame) for frame in frames_of(path)] == list(range(15))


def test_cached_video_is_made_once_and_by_recipe(tmp_path: Path) -> None:
    recipe = {**SMALL, "seconds": 0.2}
    first = cached_video(tmp_path, **recipe)
    made_at = first.stat().st_mtime_ns

    assert cached_video(tmp_path, **recipe) == first
    assert first.stat().st_mtime_ns == made_at
    assert cached_video(tmp_path, **recipe, seed=1) != first
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".mp4", ".mp4"]


def test_teacher_makes_no_slips() -> None:
    assert planned_slips(skill="music", seconds=20, seed=0) == []


def test_student_slips_are_whole_bars_inside_the_video() -> None:
    slips = planned_slips(skill="sport", seconds=20, seed=3, tempo_bpm=120)

    assert len(slips) == 2
    assert [(s.start_ms, s.end_ms) for s in slips] == [
        (s.bar * 2000, s.bar * 2000 + 2000) for s in slips
    ]
    assert all(slip.start_ms > 0 and slip.end_ms <= 20_000 for slip in slips)


def test_later_attempt_keeps_fewer_slips() -> None:
    first = planned_slips(skill="language", seconds=20, seed=2)
    later = planned_slips(skill="language", seconds=20, seed=2, slips=1)

    assert len(later) == 1
    assert later[0] in first


@pytest.mark.parametrize("skill", ["music", "sport", "language"])
def test_a_slip_can_be_seen(skill: str) -> None:
    recipe: dict[str, Any] = {**SMALL, "skill": skill, "seconds": 20, "seed": 1}
    slip = planned_slips(**recipe)[0]
    numbers = range(slip.start_ms * 30 // 1000 + 3, slip.end_ms * 30 // 1000 - 3, 4)

    with_slip = [frame_at(n, **recipe).tobytes() for n in numbers]
    without = [frame_at(n, **recipe, slips=0).tobytes() for n in numbers]

    assert with_slip != without


@pytest.mark.parametrize("skill", ["music", "sport", "language"])
@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
def test_regions_hold_all_that_moves(
    skill: Skill, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(*size)
    scene = scene_for(Performance(skill, 12, seed=4), stage)
    painter, moments = Painter(scene, stage), [n / 7 for n in range(84)]
    moving = [scene.regions(second) for second in moments]
    by_regions = [painter.frame(second) for second in moments]
    whole = [(-stage.right, -stage.bottom, stage.right, stage.bottom)]
    monkeypatch.setattr(scene, "regions", lambda _: whole)

    for second, frame, regions in zip(moments, by_regions, moving, strict=True):
        left_over = ImageChops.difference(frame, painter.frame(second))
        for region in regions:
            left_over.paste((0, 0, 0), stage.pixels(region))
        assert left_over.getbbox() is None, second


def test_students_look_different() -> None:
    looks = {frame_at(30, **SMALL, seed=seed, slips=0).tobytes() for seed in range(6)}

    assert len(looks) == 6
