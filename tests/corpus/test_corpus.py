"""Each odd file through the real engine: played as it should be, or refused with a reason."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from videos.media.encode import make_first_playable
from videos.media.errors import MediaRefused, RefusalCode
from videos.media.probe import Probe, probe
from videos.media.rendition import Rendition

from . import CASES, NAMES_ON_DISK, SECRET_TEXT, Case, known_files, make_file
from .bench import Bench, run_ffmpeg
from .watch import Listener, OpenWatch

ACCEPTED = [case for case in CASES if case.expect == "accept"]
HOSTILE = [case for case in CASES if case.is_hostile]
REFUSED = [case for case in CASES if case.expect == "refuse" and not case.is_hostile]
TONE_MAPPED = {"hdr_pq.mp4", "hdr_hlg.mov"}
LENGTH_TOLERANCE_MS = 100
"""Sound is padded to whole frames of 21 ms, and encoders hold back two frames of 40 ms."""


def _named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="session")
def results() -> dict[str, tuple[Probe, Rendition]]:
    """What has been transcoded already: several tests look at the same result."""
    return {}


@pytest.fixture
def played(
    case: Case,
    path: Path,
    results: dict[str, tuple[Probe, Rendition]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Probe, Rendition]:
    if case.name not in results:
        results[case.name] = _play(path, tmp_path_factory.mktemp("played"))
    return results[case.name]


@pytest.fixture
def path(case: Case, folder: Path, listener: Listener) -> Path:
    return make_file(case.name, folder, port=listener.port)


def _play(path: Path, out: Path) -> tuple[Probe, Rendition]:
    found = probe(path)
    return found, make_first_playable(path, out, found)


def _streams(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return sorted(stream.type for stream in container.streams)


@_named(ACCEPTED)
def test_odd_file_plays(case: Case, played: tuple[Probe, Rendition]) -> None:
    found, rendition = played

    assert (found.width, found.height) == pytest.approx(case.size or (0, 0), abs=1)
    assert found.duration_ms == pytest.approx(case.seconds * 1000, abs=LENGTH_TOLERANCE_MS)
    assert rendition.duration_ms == pytest.approx(case.seconds * 1000, abs=LENGTH_TOLERANCE_MS)
    expected = ["audio"] * case.has_sound + ["video"] * bool(case.size)
    assert _streams(rendition.path) == expected


@_named([case for case in ACCEPTED if case.size])
def test_odd_picture_becomes_plain(case: Case, played: tuple[Probe, Rendition]) -> None:
    _, rendition = played

    with av.open(str(rendition.path)) as container:
        stream = container.streams.video[0]
        frame = next(container.decode(stream))
        assert stream.codec_context.name == "h264"
        assert frame.format.name in ("yuv420p", "yuvj420p")
        assert stream.sample_aspect_ratio in (1, None)
        assert not frame.interlaced_frame
        assert frame.width % 2 == frame.height % 2 == 0
        assert (stream.average_rate or 0) <= 61
        assert not {"title", "location"} & set(container.metadata)
        assert not container.chapters()
    if case.name in TONE_MAPPED:
        assert (frame.color_trc, frame.color_primaries, frame.colorspace) == (1, 1, 1)


@_named([case for case in ACCEPTED if case.size])
def test_odd_picture_looks_as_before(
    case: Case, path: Path, played: tuple[Probe, Rendition], tmp_path: Path
) -> None:
    """Upright, not mirrored, not stretched, in its own colours."""
    _, rendition = played

    before, after = _shown(path, tmp_path), _shown(rendition.path, tmp_path)

    assert np.abs(before - after).mean() < (45 if case.name in TONE_MAPPED else 14)
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.85


def _shown(path: Path, folder: Path) -> "np.ndarray[Any, Any]":
    """What a player shows after half a second, small, turned as the header says."""
    picture = folder / "shown.png"
    choice = ["-map", "0:V:0", "-ss", "0.5", "-frames:v", "1", "-vf", "scale=64:64"]
    run_ffmpeg("-loglevel", "fatal", "-i", path, *choice, picture)
    with Image.open(picture) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


@_named([case for case in ACCEPTED if case.has_sound])
def test_odd_sound_becomes_plain(case: Case, played: tuple[Probe, Rendition]) -> None:
    _, rendition = played

    with av.open(str(rendition.path)) as container:
        sound = container.streams.audio[0].codec_context
        assert sound.name == "aac"
        assert sound.channels <= 2


@_named(REFUSED)
def test_bad_file_is_refused_with_a_reason(case: Case, path: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaRefused) as refusal:
        _play(path, tmp_path)

    assert refusal.value.code in case.codes
    assert str(refusal.value.code.label)


@_named(HOSTILE)
def test_hostile_file_is_refused_and_reaches_nothing(
    case: Case, path: Path, folder: Path, tmp_path: Path, listener: Listener
) -> None:
    with OpenWatch(Bench(folder).secret) as watch:
        with pytest.raises(MediaRefused) as refusal:
            _play(path, tmp_path)
        assert watch.events() == 0

    assert listener.calls() == 0
    assert refusal.value.code in case.codes
    assert SECRET_TEXT.encode() not in _everything_told(refusal.value, tmp_path)


def _everything_told(refusal: MediaRefused, out: Path) -> bytes:
    """All that could reach the sender: the refusal, and every file that was written."""
    told = f"{refusal} {refusal.detail} {refusal.code.label}".encode()
    return told + b"".join(file.read_bytes() for file in out.rglob("*") if file.is_file())


def test_witnesses_notice_a_reader_and_a_caller(folder: Path, listener: Listener) -> None:
    """Without this, the test above would pass with blind witnesses."""
    secret = Bench(folder).secret
    playlist = folder / "part-trap.ffconcat"
    playlist.write_text(f"ffconcat version 1.0\nfile '{secret}'\n")
    with OpenWatch(secret) as watch:
        with pytest.raises(CalledProcessError):
            run_ffmpeg("-loglevel", "quiet", "-safe", "0", "-i", playlist, "-f", "null", "-")
        assert watch.events() > 0
    with pytest.raises(CalledProcessError):
        run_ffmpeg("-loglevel", "quiet", "-i", f"tcp://127.0.0.1:{listener.port}?timeout=1", "-")

    assert listener.calls() > 0


@pytest.mark.parametrize("name", NAMES_ON_DISK, ids=range(len(NAMES_ON_DISK)))
def test_odd_name_is_only_a_name(name: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    shutil.copy(make_file("moov_last.mp4", folder), path)

    assert probe(path).duration_ms == pytest.approx(2000, abs=50)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_every_file_has_one_case_and_every_code_exists() -> None:
    assert sorted(case.name for case in CASES) == sorted(known_files())
    assert {code for case in CASES for code in case.codes} <= set(RefusalCode)
