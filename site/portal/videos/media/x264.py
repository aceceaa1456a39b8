"""How pictures are encoded: quality by CRF, capped so that a phone's network can follow."""

from typing import Any

from .ladder import Rung
from .probe import Probe

PRESET = "superfast"
CRF = 23
KEY_SECONDS = 2
CLOCK = 90_000
FAR = 600
"""A key frame comes from the clock alone, so that all renditions can be cut at the same times."""

PEAK_BIT_RATES = {1080: 5_500_000, 720: 3_000_000, 480: 1_400_000, 360: 800_000}


def x264_options(rung: Rung, probe: Probe) -> dict[str, Any]:
    peak = _peak_bit_rate(rung, probe)
    return {
        "vcodec": "libx264",
        "preset": PRESET,
        "crf": CRF,
        "maxrate": peak,
        "bufsize": peak * 2,
        "profile:v": "high",
        "force_key_frames": f"expr:gte(t,n_forced*{KEY_SECONDS})",
        "g": FAR,
        "sc_threshold": 0,
        "fps_mode": "vfr",
        "enc_time_base": f"1:{CLOCK}",
        "video_track_timescale": CLOCK,
    }


def _peak_bit_rate(rung: Rung, probe: Probe) -> int:
    peak = PEAK_BIT_RATES[int(rung.name.removesuffix("p"))]
    return round(peak * 1.5) if probe.fps > 40 else peak
