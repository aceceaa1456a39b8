"""The still picture of a video: a telling frame, or the waveform of a recording without one."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import ffmpeg
from PIL import Image, ImageStat

from .command import file_output, picture_of, run_graph, sound_track_of, source_input
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .filters import upright_source
from .ladder import Rung
from .probe import Probe, VideoTrack

MAX_SIDE = 1280
PLACES = (0.1, 0.3, 0.55, 0.8, 0.0)
WINDOW_SECONDS = 4
WINDOW_FRAMES = 24
DARK, FLAT = 28, 10
"""Mean and spread of brightness (0–255) below which a frame shows nothing useful."""

WAVE_SIZE, WAVE_HEIGHT = (1280, 720), 400
WAVE_BACK, WAVE_FRONT = "0x14213D", "0x8ECAE6"


def make_poster(source: Path, out_path: Path, probe: Probe) -> None:
    """Write a JPEG of at most 1280 pixels a side at `out_path`."""
    out_path.parent.mkdir(parents=True, exist_ok=True)
    if probe.video is None:
        _draw_wave(source, out_path, probe)
        return
    grab = partial(_grab, source, out_path, probe, probe.video)
    _pick_frame(grab, out_path)


def _pick_frame(grab: Callable[[float], None], out_path: Path) -> None:
    """Use the first place that shows something, otherwise the one that shows most.

    A place that can't be seeked to is skipped, for example if another track has the key frames.
    """
    best, best_spread = PLACES[0], -1.0
    for place in PLACES:
        with suppress(MediaRefused):
            grab(place)
        spread = _spread(out_path)
        if spread > FLAT:
            return
        if spread > best_spread:
            best, best_spread = place, spread
    if best_spread < 0:
        raise MediaRefused(RefusalCode.DAMAGED, "no frame for a poster")
    grab(best)


def _spread(out_path: Path) -> float:
    """How much there is to see: the spread of brightness, 0 when dark, -1 without a frame."""
    if not out_path.exists() or out_path.stat().st_size == 0:
        return -1.0
    with Image.open(out_path) as image:
        brightness = ImageStat.Stat(image.convert("L"))
    return brightness.stddev[0] if brightness.mean[0] > DARK else 0.0


def _grab(source: Path, out_path: Path, probe: Probe, video: VideoTrack, place: float) -> None:
    out_path.unlink(missing_ok=True)
    start = round(probe.duration_ms / 1000 * place, 3)
    media = source_input(source, ss=start, t=WINDOW_SECONDS)
    picture = upright_source(media[picture_of(probe)], probe, video, _poster_size(probe))
    _save(picture.filter("thumbnail", WINDOW_FRAMES), source, out_path)


def _poster_size(probe: Probe) -> Rung:
    scale = min(1.0, MAX_SIDE / max(probe.width, probe.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (probe.width, probe.height))
    return Rung("poster", width, height)


def _draw_wave(source: Path, out_path: Path, probe: Probe) -> None:
    width, height = WAVE_SIZE
    sound = source_input(source)[sound_track_of(probe)].filter("aformat", channel_layouts="mono")
    wave = sound.filter(
        "showwavespic", s=f"{width}x{WAVE_HEIGHT}", colors=WAVE_FRONT, scale="sqrt", draw="full"
    )
    back = ffmpeg.input(f"color=c={WAVE_BACK}:s={width}x{height}", f="lavfi")
    _save(back.overlay(wave, y=(height - WAVE_HEIGHT) // 2), source, out_path)
    if not out_path.exists():
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, "no waveform was drawn")


def _save(picture: Any, source: Path, out_path: Path) -> None:
    """JPEG keeps its colours in full-range bt601; anything else would shift them."""
    jpeg = picture.filter("scale", out_color_matrix="smpte170m", out_range="pc")
    output = ffmpeg.output(jpeg, file_output(out_path), f="mjpeg", vframes=1, **{"q:v": 3})
    run_graph(output, reads=[source], writes=out_path.parent, duration_ms=60_000)
