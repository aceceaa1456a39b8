"""From a take to its renditions: right frames, in sync, cut where the index says."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from videos.media import Rendition, make_first_playable, make_ladder, probe

from . import studio


def ladder_of(source: Path, folder: Path) -> list[Rendition]:
    found = probe(source)
    first = make_first_playable(source, folder, found)
    return [first, *make_ladder(source, folder, found, [first.name])]


@pytest.fixture(scope="session")
def phone(phone_take: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Rendition]:
    return ladder_of(phone_take, tmp_path_factory.mktemp("phone-ladder"))


@pytest.fixture(scope="session")
def webcam(webcam_take: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Rendition]:
    return ladder_of(webcam_take, tmp_path_factory.mktemp("webcam-ladder"))


def test_phone_take_has_a_copy_and_the_classes_below(phone: list[Rendition]) -> None:
    sizes = [(r.name, r.width, r.height, r.duration_ms) for r in phone]
    assert sizes == [
        ("source", 1280, 720, 6000),
        ("480p", 854, 480, 6000),
        ("360p", 640, 360, 6000),
    ]


def test_webcam_take_plays_small_first_and_then_large(webcam: list[Rendition]) -> None:
    assert [r.name for r in webcam] == ["360p", "720p", "480p"]
    assert [r.duration_ms for r in webcam] == pytest.approx([5000] * 3, abs=40)


def test_flash_and_beep_stay_in_step_in_every_rendition(
    phone: list[Rendition], webcam: list[Rendition], tmp_path: Path
) -> None:
    for rendition in [*phone, *webcam]:
        played = studio.playlist(rendition, tmp_path / f"{rendition.name}.m3u8")
        moments = [half + 0.5 for half in range(rendition.duration_ms // 1000)]
        assert studio.flashes(played) == moments, rendition.name
        assert studio.beeps(played) == moments, rendition.name


def test_key_frames_of_encoded_renditions_are_two_seconds_apart(webcam: list[Rendition]) -> None:
    assert [studio.streams_of(r.path).keys for r in webcam] == [[0, 2, 4]] * 3


def test_index_covers_the_file_without_gaps(phone: list[Rendition]) -> None:
    for rendition in phone:
        pieces = [rendition.index["init"], *(s[1:] for s in rendition.index["segments"])]
        assert all(a[0] + a[1] == b[0] for a, b in pairwise(pieces))
        assert sum(pieces[-1]) == rendition.size_bytes == rendition.path.stat().st_size


def test_codecs_and_bandwidth_are_given_as_hls_needs_them(phone: list[Rendition]) -> None:
    for rendition in phone:
        video, sound = rendition.codecs.split(",")
        assert (video[:5], len(video)) == ("avc1.", 11)
        assert sound == "mp4a.40.2"
        assert rendition.bandwidth >= rendition.average_bandwidth > 10_000
        assert rendition.frame_rate == pytest.approx(30, abs=0.1)


def test_output_is_plain_h264_without_the_extras(webcam: list[Rendition]) -> None:
    streams = studio.streams_of(webcam[0].path)
    assert (streams.video, streams.pixels) == ("h264", "yuv420p")
    assert streams.kinds == ["video", "audio"]


@pytest.mark.parametrize("late", ["sound", "picture"])
def test_a_late_start_needs_no_empty_edit(late: str, tmp_path: Path) -> None:
    """Browsers ignore empty edits: the delay must be in the times of the fragments."""
    take = studio.film(tmp_path / "take.mp4", *studio.REORDERED, *studio.AAC)
    source, streams = tmp_path / "late.mp4", ("0:v", "1:a") if late == "sound" else ("1:v", "0:a")
    maps = [arg for stream in streams for arg in ("-map", stream)]
    studio.ffmpeg("-i", take, "-itsoffset", "0.4", "-i", take, *maps, "-c", "copy", source)

    rendition = make_first_playable(source, tmp_path / "out", probe(source))

    head = rendition.path.read_bytes()[: rendition.index["init"][1]]
    assert b"\xff\xff\xff\xff" not in head[head.index(b"trak") :].split(b"hdlr")[0]
    delays = (0.0, 0.4) if late == "sound" else (0.4, 0.0)
    assert studio.flashes(rendition.path)[0] == pytest.approx(0.5 + delays[0], abs=0.011)
    assert studio.beeps(rendition.path)[0] == pytest.approx(0.5 + delays[1], abs=0.011)


def quarters(path: Path) -> list[str]:
    """The strongest colour of each corner, clockwise from the top left."""
    picture = studio.picture_at(path, 0.2).astype(int)
    height, width = picture.shape[:2]
    spots = [(0.25, 0.25), (0.25, 0.75), (0.75, 0.75), (0.75, 0.25)]
    colours = [picture[int(y * height), int(x * width)] for y, x in spots]
    return ["white" if c.min() > 180 else "rgb"[int(c.argmax())] for c in colours]


FOUR = (
    "drawbox=c=red:t=fill:w=iw/2:h=ih/2,drawbox=c=0x00FF00:t=fill:x=iw/2:w=iw/2:h=ih/2,"
    "drawbox=c=blue:t=fill:x=iw/2:y=ih/2:w=iw/2:h=ih/2,"
    "drawbox=c=white:t=fill:y=ih/2:w=iw/2:h=ih/2"
)


@pytest.mark.parametrize(
    ("header", "shown", "size"),
    [
        ((), ["r", "g", "b", "white"], (640, 360)),
        (("-display_rotation", "90"), ["g", "b", "white", "r"], (360, 640)),
        (("-display_rotation", "180"), ["b", "white", "r", "g"], (640, 360)),
        (("-display_rotation", "270"), ["white", "r", "g", "b"], (360, 640)),
        (("-display_hflip",), ["g", "r", "white", "b"], (640, 360)),
        (("-display_vflip",), ["white", "b", "g", "r"], (640, 360)),
    ],
)
def test_pictures_come_out_upright(
    header: tuple[str, ...], shown: list[str], size: tuple[int, int], tmp_path: Path
) -> None:
    flat = studio.film(tmp_path / "flat.mp4", *studio.H264, seconds=1, filters=FOUR)
    source = tmp_path / "turned.mp4"
    studio.ffmpeg(*header, "-i", flat, "-c", "copy", source)

    final = [r for r in ladder_of(source, tmp_path / "out") if not r.is_stopgap]

    assert [(r.width, r.height) for r in final] == [size]
    assert quarters(final[0].path) == shown


@pytest.mark.parametrize("codecs", [studio.VP8, ("-c:v", "mjpeg", "-q:v", "2")])
@pytest.mark.parametrize("size", ["640x360", "1280x720"])
def test_colours_survive(codecs: tuple[str, ...], size: str, tmp_path: Path) -> None:
    """bt601 and bt709, full and limited range: red stays red."""
    source = tmp_path / ("take.webm" if "libvpx" in codecs else "take.avi")
    filters = "scale=out_color_matrix=bt709" if size == "1280x720" else "null"
    studio.film(source, *codecs, size=size, seconds=1, colour="0xC04020", filters=filters)

    for rendition in ladder_of(source, tmp_path / "out"):
        middle = studio.picture_at(rendition.path, 0.5)[100, 100].astype(int)
        assert np.abs(middle - [0xC0, 0x40, 0x20]).max() < 24, (rendition.name, middle)


@pytest.mark.parametrize("curve", ["smpte2084", "arib-std-b67"])
def test_white_of_hdr_becomes_white(curve: str, tmp_path: Path) -> None:
    """203 nits is the white of a page in HDR (BT.2408): it must be bright and not burnt out."""
    signal = {"smpte2084": 0.58, "arib-std-b67": 0.75}[curve]
    level = round(64 + signal * 876)
    marks = f"log-level=error:colorprim=bt2020:transfer={curve}:colormatrix=bt2020nc"
    colours = ("-color_primaries", "bt2020", "-color_trc", curve, "-colorspace", "bt2020nc")
    source = studio.film(
        tmp_path / "hdr.mp4",
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", marks, *colours),
        seconds=1,
        filters=f"format=yuv420p10le,geq=lum={level}:cb=512:cr=512",
    )

    rendition = make_first_playable(source, tmp_path / "out", probe(source))

    middle = studio.picture_at(rendition.path, 0.5)[100, 100].astype(int)
    assert 170 < middle.min() <= middle.max() < 256
    assert middle.max() - middle.min() < 8


def test_a_fast_take_is_capped_at_sixty_frames(tmp_path: Path) -> None:
    source = tmp_path / "fast.mp4"
    studio.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=240:d=1", *studio.H264, source)

    rendition = make_first_playable(source, tmp_path / "out", probe(source))

    assert rendition.frame_rate == pytest.approx(60, abs=1)


def test_sound_alone_becomes_one_audio_rendition(voice: Path, tmp_path: Path) -> None:
    (rendition,) = ladder_of(voice, tmp_path)

    assert (rendition.name, rendition.codecs) == ("audio", "mp4a.40.2")
    assert rendition.duration_ms == pytest.approx(9000, abs=30)
    assert len(rendition.index["segments"]) == 3


def test_progress_rises_to_the_end(webcam_take: Path, tmp_path: Path) -> None:
    heard: list[float] = []

    make_first_playable(webcam_take, tmp_path, probe(webcam_take), on_progress=heard.append)

    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1, abs=0.02)
