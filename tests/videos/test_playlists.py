"""Playlists, read as a player reads them: by decoding."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from accounts.models import User
from demo.video import make_video
from tests.factories import RenditionFactory
from tests.plugins.video import MakeAsset, RunJobs
from videos.models import Rendition, VideoAsset
from videos.storage import get_storage
from videos.watching import playlists


@pytest.fixture(scope="session")
def long_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds: several segments."""
    path = tmp_path_factory.mktemp("long") / "take.mp4"
    recipe = {"seconds": 10, "seed": 3, "width": 160, "height": 120, "fps": 10}
    return make_video(path, skill="language", **recipe)


@pytest.fixture
def rendition(
    student: User, long_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> Rendition:
    asset = make_asset(student, long_video)
    run_jobs()
    return VideoAsset.objects.get(pk=asset.pk).renditions.get()


def _file(rendition: Rendition, folder: Path) -> str:
    path = folder / "rendition.mp4"
    get_storage().download_to(rendition.key, path)
    return str(path)


def _decoded_seconds(playlist: Path) -> float:
    """How much picture comes out; any error fails."""
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-xerror", "-allowed_extensions", "ALL"]
    argv += ["-protocol_whitelist", "file", "-i", str(playlist), "-map", "0:v:0", "-f", "null", "-"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    frames = re.findall(r"frame=\s*(\d+)", done.stderr)
    return int(frames[-1]) / 10


def test_a_media_playlist_decodes_to_the_whole_video(rendition: Rendition, tmp_path: Path) -> None:
    playlist = tmp_path / "media.m3u8"
    playlist.write_text(playlists.media(rendition, _file(rendition, tmp_path)))

    assert len(playlists.segments_of(rendition)) >= 3
    assert abs(_decoded_seconds(playlist) - 10) < 0.2


@pytest.mark.parametrize("span", [(0, 1_000), (4_500, 5_500), (9_000, 10_000), (0, 10_000)])
def test_a_span_playlist_decodes_and_covers_the_span(
    rendition: Rendition, tmp_path: Path, span: tuple[int, int]
) -> None:
    playlist = tmp_path / "span.m3u8"
    playlist.write_text(playlists.span(rendition, _file(rendition, tmp_path), *span))

    inside = playlists.covering(rendition, *span)
    seconds = sum(segment.seconds for segment in inside)
    assert inside[0].starts_at * 1000 <= span[0]
    assert inside[-1].ends_at * 1000 >= span[1] - 1
    assert abs(_decoded_seconds(playlist) - seconds) < 0.3
    offset = re.search(r"TIME-OFFSET=([\d.]+)", playlist.read_text())
    assert offset
    assert float(offset[1]) == pytest.approx(span[0] / 1000 - inside[0].starts_at, abs=0.001)


def test_a_span_playlist_names_only_what_covers_it() -> None:
    rendition = RenditionFactory.build()

    text = playlists.span(rendition, "360p.mp4", 3_000, 5_000)

    assert text == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:2\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        "#EXT-X-START:TIME-OFFSET=1.000,PRECISE=YES\n"
        '#EXT-X-MAP:URI="360p.mp4",BYTERANGE="800@0"\n'
        "#EXTINF:2.000000,\n"
        "#EXT-X-BYTERANGE:1000@1800\n"
        "360p.mp4\n"
        "#EXTINF:2.000000,\n"
        "#EXT-X-BYTERANGE:1000@2800\n"
        "360p.mp4\n"
        "#EXT-X-ENDLIST\n"
    )


def test_a_master_playlist_describes_each_variant_and_starts_with_a_light_one() -> None:
    renditions = [
        RenditionFactory.build(name="1080p", width=1920, height=1080, average_bandwidth=5_000_000),
        RenditionFactory.build(name="720p", width=1280, height=720, average_bandwidth=2_400_000),
        RenditionFactory.build(name="360p"),
    ]

    lines = playlists.master(renditions, lambda r: f"{r.name}.m3u8").splitlines()

    assert lines[:3] == ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    assert lines[4::2] == ["720p.m3u8", "1080p.m3u8", "360p.m3u8"]
    assert lines[7] == (
        "#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=700000,RESOLUTION=640x360,"
        'FRAME-RATE=30.000,CODECS="avc1.4d401e,mp4a.40.2"'
    )


def test_sound_alone_has_no_size_and_no_frame_rate() -> None:
    sound = RenditionFactory.build(
        name="audio", width=0, height=0, frame_rate=0, codecs="mp4a.40.2", bandwidth=130_000
    )
    sound.average_bandwidth = 128_000

    text = playlists.master([sound], lambda r: "audio.m3u8")

    assert text.splitlines()[3] == (
        '#EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"'
    )


def test_a_clip_uses_renditions_with_the_same_cuts() -> None:
    encoded = [RenditionFactory.build(name=name) for name in ("720p", "480p")]
    copied = RenditionFactory.build(name="source")
    copied.index = {"init": [0, 800], "segments": [[5.0, 800, 1000], [5.0, 1800, 1000]]}

    assert playlists.span_family([copied, *encoded], 6_500, 7_000) == encoded
    assert playlists.span_family([copied], 6_500, 7_000) == [copied]
    assert playlists.span_family([], 6_500, 7_000) == []


def test_a_span_beyond_the_end_shows_the_end() -> None:
    rendition = RenditionFactory.build()

    assert [s.starts_at for s in playlists.covering(rendition, 10_100, 10_300)] == [8.0]
