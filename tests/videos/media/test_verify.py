"""Broken results never leave the engine."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from videos.media import (
    MediaRefused,
    MediaTrouble,
    RefusalCode,
    TroubleKind,
    make_first_playable,
    make_ladder,
    probe,
)
from videos.media.boxes import read_outline
from videos.media.ladder import Rung
from videos.media.verify import verified

from . import studio

RUNG = Rung("source", 1280, 720, is_copy=True)


@pytest.fixture
def rendition(phone_take: Path, tmp_path: Path) -> Path:
    return make_first_playable(phone_take, tmp_path, probe(phone_take)).path


def test_a_whole_file_passes(rendition: Path, phone_take: Path) -> None:
    assert verified(rendition, RUNG, probe(phone_take), 6000).duration_ms == 6000


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_half_a_file_does_not(rendition: Path, phone_take: Path, share: float) -> None:
    data = rendition.read_bytes()
    rendition.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(MediaTrouble) as caught:
        verified(rendition, RUNG, probe(phone_take), 6000)

    assert caught.value.kind is TroubleKind.BAD_OUTPUT


def test_a_file_that_ends_at_a_fragment_is_too_short(rendition: Path, phone_take: Path) -> None:
    """As left by a full disk: complete boxes, but not all of them."""
    fragments = read_outline(rendition).fragments
    rendition.write_bytes(rendition.read_bytes()[: fragments[-1].offset])

    with pytest.raises(MediaTrouble, match="were kept"):
        verified(rendition, RUNG, probe(phone_take), 6000)


def test_zeros_in_place_of_a_picture_are_noticed(rendition: Path, phone_take: Path) -> None:
    fragment = read_outline(rendition).fragments[-1]
    data = bytearray(rendition.read_bytes())
    start = data.index(b"mdat", fragment.offset) + 4
    data[start : fragment.offset + fragment.size] = bytes(fragment.offset + fragment.size - start)
    rendition.write_bytes(data)

    with pytest.raises(MediaTrouble, match="does not play"):
        verified(rendition, RUNG, probe(phone_take), 6000)


def test_a_source_that_decodes_to_less_than_it_promised(webcam_take: Path, tmp_path: Path) -> None:
    promised = replace(probe(webcam_take), duration_ms=20_000)

    with pytest.raises(MediaRefused) as caught:
        make_first_playable(webcam_take, tmp_path, promised)

    assert caught.value.code is RefusalCode.INCOMPLETE_UPLOAD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("name", ["source", "480p", "360p"])
def test_a_full_disk_is_trouble_and_gives_no_ladder(
    phone_take: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIA_SANDBOX", "off")
    (tmp_path / f"{name}.mp4").symlink_to("/dev/full")

    with pytest.raises(MediaTrouble) as caught:
        make_ladder(phone_take, tmp_path, probe(phone_take), [])

    assert caught.value.kind is TroubleKind.DISK_FULL


def test_damage_in_the_middle_is_played_over(phone_take: Path, tmp_path: Path) -> None:
    source = shutil.copy(phone_take, tmp_path / "scratched.mp4")
    data = bytearray(Path(source).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    Path(source).write_bytes(data)

    found = probe(Path(source))
    renditions = make_ladder(Path(source), tmp_path / "out", found, [])

    assert [r.name for r in renditions] == ["source", "480p", "360p"]
    assert studio.flashes(renditions[-1].path)[0] == 0.5
