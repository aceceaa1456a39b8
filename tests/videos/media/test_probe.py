from pathlib import Path

import pytest

from videos.media import Limits, MediaRefused, RefusalCode, probe

from . import studio


def refusal(path: Path, limits: Limits | None = None) -> RefusalCode:
    with pytest.raises(MediaRefused) as caught:
        probe(path, limits)
    return caught.value.code


def test_a_phone_take_is_known(phone_take: Path) -> None:
    found = probe(phone_take)

    assert (found.width, found.height, found.rotation, found.fps) == (1280, 720, 0, 30)
    assert found.duration_ms == pytest.approx(6000, abs=30)
    assert found.video is not None
    assert (found.video.codec, found.video.key_gap_ms) == ("h264", 1000)
    assert found.audio is not None
    assert (found.audio.codec, found.audio.channels) == ("aac", 1)


def test_a_recording_without_a_length_is_measured(webcam_take: Path) -> None:
    found = probe(webcam_take)

    assert found.declared_duration_ms is None
    assert found.duration_ms == pytest.approx(5000, abs=30)


def test_a_voice_has_no_picture(voice: Path) -> None:
    found = probe(voice)

    assert (found.is_audio_only, found.width, found.height) == (True, 0, 0)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_size_bytes=1000), RefusalCode.TOO_BIG),
        (Limits(max_duration_ms=4000), RefusalCode.TOO_LONG),
        (Limits(min_duration_ms=9000), RefusalCode.TOO_SHORT),
        (Limits(max_pixels=640 * 360), RefusalCode.TOO_MANY_PIXELS),
        (Limits(min_side=1000), RefusalCode.TOO_SMALL),
        (Limits(max_aspect=1.5), RefusalCode.ODD_SHAPE),
    ],
)
def test_limits_are_kept(phone_take: Path, limits: Limits, code: RefusalCode) -> None:
    assert refusal(phone_take, limits) is code


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("kind", ["start.mp4", "pieces.mp4", "end.mp4", "take.mkv", "take.avi"])
def test_a_part_of_a_file_is_an_incomplete_upload(
    phone_take: Path, tmp_path: Path, kind: str, share: float
) -> None:
    flags = {"start.mp4": "+faststart", "pieces.mp4": "+frag_keyframe+empty_moov"}.get(kind)
    whole, part = tmp_path / kind, tmp_path / f"part-{kind}"
    studio.ffmpeg("-i", phone_take, "-c", "copy", *(["-movflags", flags] if flags else []), whole)
    data = whole.read_bytes()
    part.write_bytes(data[: int(len(data) * share)])

    assert refusal(part) is RefusalCode.INCOMPLETE_UPLOAD


def test_a_browser_that_was_closed_leaves_a_take(webcam_take: Path, tmp_path: Path) -> None:
    """A live recording declares no length, so what is there is the take."""
    data = webcam_take.read_bytes()
    part = tmp_path / "part.webm"
    part.write_bytes(data[: len(data) * 6 // 10])

    assert 2000 < probe(part).duration_ms < 4000


def test_every_refusal_has_a_plain_reason() -> None:
    reasons = [str(code.label) for code in RefusalCode]

    assert len(set(reasons)) == len(RefusalCode)
    assert all(reason.endswith(".") and len(reason) > 30 for reason in reasons)
