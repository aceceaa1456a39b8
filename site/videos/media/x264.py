"""How pictures are encoded: constant quality (CRF), capped for mobile networks.

Measured on two cores (720p30 webcam, three renditions): `superfast` works at about 2.5 times real
time, `ultrafast` with CABAC at 4. So a short take gets the better compression, and a long
one is still ready in a fifth of its length. No B-frames: every rendition then starts at exactly 0
without an edit list, and a marker shows the same frame in all of them.
"""

from typing import Any

from .ladder import Rung
from .probe import Probe

CRF = 23
KEY_SECONDS = 2
CLOCK = 90_000
FAR = 600
"""Key frames depend on time alone, so that all renditions are cut at the same times."""

MUCH_WORK = 1280 * 720 * 30 * 240
"""Pixels: four minutes of 720p30."""

PEAK_BIT_RATES = {1080: 5_500_000, 720: 3_000_000, 480: 1_400_000, 360: 800_000}


def x264_options(rung: Rung, probe: Probe) -> dict[str, Any]:
    peak = _peak_bit_rate(rung, probe)
    return {
        "vcodec": "libx264",
        **_speed(probe),
        "crf": CRF,
        "maxrate": peak,
        "bufsize": peak * 2,
        "bf": 0,
        "force_key_frames": f"expr:gte(t,n_forced*{KEY_SECONDS})",
        "g": FAR,
        "sc_threshold": 0,
        "fps_mode": "vfr",
        "enc_time_base": f"1:{CLOCK}",
        "video_track_timescale": CLOCK,
    }


def _speed(probe: Probe) -> dict[str, str]:
    work = probe.width * probe.height * probe.fps * probe.duration_ms / 1000
    if work > MUCH_WORK:
        return {"preset": "ultrafast", "x264-params": "cabac=1"}
    return {"preset": "superfast"}


def _peak_bit_rate(rung: Rung, probe: Probe) -> int:
    peak = PEAK_BIT_RATES[int(rung.name.removesuffix("p"))]
    return round(peak * 1.5) if probe.fps > 40 else peak
