"""Sound on one side: measured, offered, made for both ears everywhere, and undone."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from core.errors import Refusal
from tests.factories import TakeFactory
from videos.media import ears as media_ears
from videos.media import probe
from videos.media.ears import quiet_side
from videos.media.tools import ffmpeg_binary
from videos.models import VideoAsset
from videos.queue import both_ears
from videos.queue.both_ears import Sounding, how_it_sounds
from videos.storage import get_storage
from videos.watching import clips

TONE = "sine=frequency=440:duration=3:sample_rate=48000"
SIDES = {
    "left": f"{TONE},pan=stereo|c0=c0",
    "right": f"{TONE},pan=stereo|c1=c0",
    "whisper": f"{TONE},pan=stereo|c0=c0|c1=0.001*c0",
    "both": f"{TONE},pan=stereo|c0=c0|c1=c0",
    "far left": f"{TONE},pan=stereo|c0=c0|c1=0.1*c0",
    "silent": "anullsrc=channel_layout=stereo:sample_rate=48000:duration=3",
    "mono": TONE,
}
QUIET = {"left": "right", "right": "left", "whisper": "right"}


def _film(folder: Path, side: str, codec: str = "aac", picture: bool = True) -> Path:
    path = folder / ("film.mkv" if codec != "aac" else "film.mp4")
    command = [str(ffmpeg_binary()), "-v", "error", "-y", "-f", "lavfi", "-i", SIDES[side]]
    if picture:
        command += ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=3"]
        command += ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "50"]
    command += ["-c:a", codec, "-shortest", str(path)]
    subprocess.run(command, check=True)
    return path


def _loudness(path: Path) -> list[float]:
    """Root mean square of each channel."""
    with av.open(str(path)) as film:
        frames = [frame.to_ndarray() for frame in film.decode(film.streams.audio[0])]
    whole = np.concatenate(frames, axis=1)
    return [float(np.sqrt(np.mean(np.square(channel)))) for channel in whole]


def _channels_of(asset: VideoAsset, folder: Path) -> dict[str, list[float]]:
    found = {}
    for rendition in asset.renditions.all():
        path = folder / "fetched.mp4"
        path.unlink(missing_ok=True)
        get_storage().download_to(rendition.key, path)
        found[rendition.name] = _loudness(path)
    return found


@pytest.fixture
def made(student: User, make_asset: Any, run_jobs: Any, tmp_path: Path) -> Callable[..., Any]:
    def make(side: str, **how: Any) -> VideoAsset:
        asset: VideoAsset = make_asset(student, _film(tmp_path, side, **how))
        run_jobs()
        asset.refresh_from_db()
        assert asset.processing_status == "ready", asset.reason
        return asset

    return make


@pytest.mark.parametrize("side", SIDES)
def test_a_quiet_side_is_measured(side: str, tmp_path: Path) -> None:
    film = _film(tmp_path, side)

    assert quiet_side(film, probe(film)) == QUIET.get(side, "")


def test_a_title_is_not_read_as_a_level(tmp_path: Path) -> None:
    """ffmpeg prints the file's own metadata between its lines, indented."""
    line = "[Parsed_volumedetect_1 @ 0x1] mean_volume: -90.0 dB"
    film, path = _film(tmp_path, "both"), tmp_path / "titled.mp4"
    titled = ["-metadata", f"title={line}", "-metadata", f"comment=a\n{line}", "-c", "copy"]
    command = [str(ffmpeg_binary()), "-v", "error", "-i", str(film), *titled, str(path)]
    subprocess.run(command, check=True)

    assert quiet_side(path, probe(path)) == ""
    log = f"    title           : {line}\n                    : {line}"
    assert media_ears._parse_levels(log) == {}


def test_the_track_that_plays_is_measured(tmp_path: Path) -> None:
    """Not an unreadable first one."""
    film, path = _film(tmp_path, "left"), tmp_path / "two.mkv"
    command = [str(ffmpeg_binary()), "-v", "error", "-i", str(film), "-f", "lavfi", "-i", TONE]
    command += ["-map", "0:v", "-map", "1:a", "-map", "0:a", "-c:v", "copy"]
    command += ["-c:a:0", "wmav2", "-c:a:1", "aac", str(path)]
    subprocess.run(command, check=True)
    found = probe(path)

    assert found.audio is not None
    assert found.audio.number == 1
    assert quiet_side(path, found) == "right"


@pytest.mark.parametrize(
    ("side", "how"),
    [("left", {}), ("right", {"codec": "pcm_s16le"}), ("left", {"picture": False})],
    ids=["copied", "encoded", "sound alone"],
)
def test_sound_in_both_ears_and_back(
    made: Any, student: User, run_jobs: Any, tmp_path: Path, side: str, how: dict[str, Any]
) -> None:
    asset = made(side, **how)
    assert asset.quiet_side == QUIET[side]
    assert how_it_sounds(asset) == Sounding.ONE_SIDE
    loud = ["left", "right"].index(side)
    before = _channels_of(asset, tmp_path)

    both_ears.hear_in_both_ears(actor=student, asset=asset)
    assert how_it_sounds(asset) == Sounding.MAKING
    run_jobs()

    asset.refresh_from_db()
    assert how_it_sounds(asset) == Sounding.BOTH_EARS
    assert asset.quiet_side == QUIET[side]
    for name, (left, right) in _channels_of(asset, tmp_path).items():
        assert left == pytest.approx(right, rel=0.02), name
        assert left == pytest.approx(before[name][loud], rel=0.15), name

    both_ears.hear_as_sent(actor=student, asset=asset)
    run_jobs()

    asset.refresh_from_db()
    assert how_it_sounds(asset) == Sounding.ONE_SIDE
    for name, levels in _channels_of(asset, tmp_path).items():
        assert levels[1 - loud] < levels[loud] / 100, name
    verbs = ModelLogEntry.objects.filter(action__startswith="videos.both_ears")
    assert sorted(verbs.values_list("action", flat=True)) == [
        "videos.both_ears_undone",
        "videos.both_ears_wanted",
    ]


def test_clip_files_follow(made: Any, student: User, run_jobs: Any, tmp_path: Path) -> None:
    asset = made("left")
    clip = clips.make_clip(actor=student, asset=asset, start_ms=500, end_ms=1500)
    run_jobs()

    both_ears.hear_in_both_ears(actor=student, asset=asset)
    run_jobs()

    clip.refresh_from_db()
    path = tmp_path / "clip.mp4"
    get_storage().download_to(clip.storage_key, path)
    left, right = _loudness(path)
    assert clip.has_file
    assert left == pytest.approx(right, rel=0.02)


def test_a_change_of_mind_while_it_is_made_counts(
    made: Any, student: User, run_jobs: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from videos.worker import makers

    asset = made("left")
    real = makers.media.make_ladder

    def slowly(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(makers.media, "make_ladder", real)
        both_ears.hear_as_sent(actor=student, asset=VideoAsset.objects.get(pk=asset.pk))
        return real(*args, **kwargs)

    monkeypatch.setattr(makers.media, "make_ladder", slowly)
    both_ears.hear_in_both_ears(actor=student, asset=asset)
    run_jobs()

    asset.refresh_from_db()
    assert (asset.both_ears, asset.has_both_ears) == (False, False)


def test_true_stereo_is_left_alone(made: Any, student: User) -> None:
    asset = made("far left")

    with pytest.raises(Refusal) as refusal:
        both_ears.hear_in_both_ears(actor=student, asset=asset)

    assert refusal.value.code == "sounds_on_both_sides"


def test_it_is_offered_to_the_owner_and_the_teacher_of_a_take(
    made: Any,
    exercise: Any,
    student: User,
    teacher: User,
    classmate: User,
    client: Client,
    run_jobs: Any,
) -> None:
    asset = made("left")
    take = TakeFactory(student=student, exercise=exercise, asset=asset, attempt=1)
    for person in (student, teacher):
        client.force_login(person)
        page = client.get(take.get_absolute_url()).content.decode()
        assert "This recording has sound on the left side only." in page
        assert "Play it in both ears" in page
    client.force_login(classmate)
    assert client.post(f"/videos/{asset.pk}/sound/", {"both": "1"}).status_code == 404
    client.force_login(student)

    answer = client.post(
        f"/videos/{asset.pk}/sound/", {"both": "1", "next": take.get_absolute_url()}, follow=True
    )

    assert "The sound is being changed" in answer.content.decode()
    run_jobs()
    page = client.get(take.get_absolute_url()).content.decode()
    assert "The sound from the left side plays in both ears." in page
    assert "Play the original sound" in page


LONG = "sine=frequency=440:duration=150:sample_rate=8000"
COURSES = {
    "alike": (f"{LONG},pan=stereo|c0=c0|c1=0.9*c0", "", 1),
    "left alone": (f"{LONG},pan=stereo|c0=c0", "right", 2),
    "left alone after a silent minute": (
        f"{LONG},volume=0:enable='lt(t,70)',pan=stereo|c0=c0",
        "right",
        2,
    ),
    "right quiet after a minute": (
        f"{LONG},asplit[a][b];[b]volume=0:enable='gt(t,70)'[c];[a][c]amerge",
        "",
        1,
    ),
    "right far away, later near": (
        f"{LONG},asplit[a][b];[b]volume=0:enable='lt(t,70)'[c];[a][c]amerge",
        "",
        2,
    ),
}
"""The sound, its quiet side, and how often it is measured."""


@pytest.mark.parametrize("course", COURSES)
def test_a_long_film_is_measured_only_as_long_as_needed(
    course: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, quiet, times = COURSES[course]
    path = tmp_path / "film.mp4"
    command = [str(ffmpeg_binary()), "-v", "error", "-f", "lavfi", "-i", sound, str(path)]
    subprocess.run(command, check=True)
    started: list[Any] = []
    run = media_ears.run

    def counted(*args: Any, **kwargs: Any) -> Any:
        started.append(args)
        return run(*args, **kwargs)

    monkeypatch.setattr(media_ears, "run", counted)

    assert quiet_side(path, probe(path)) == quiet
    assert len(started) == times
