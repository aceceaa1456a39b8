"""The media engine: from an untrusted file to renditions that stream. Knows nothing of the portal.

    probed = probe(path, limits)                         # or MediaRefused, with a plain reason
    first = make_first_playable(path, folder, probed)    # plays soon
    rest = make_ladder(path, folder, probed, [first.name], on_progress=report)
    make_poster(path, folder / "poster.jpg", probed)
    size_bytes, duration_ms = cut_clip(first.path, folder / "clip.mp4", 1000, 4000)

What can go wrong is `MediaRefused` (the file's fault, for good) or `MediaTrouble` (ours, for now).
"""

from .clip import cut_clip
from .encode import make_first_playable, make_ladder
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .ladder import Rung, plan_ladder
from .limits import Limits
from .poster import make_poster
from .probe import AudioTrack, Probe, VideoTrack, probe
from .rendition import Rendition
from .stopping import end_work_in, may_work_in
from .tools import Tools, configure

__all__ = [
    "AudioTrack",
    "Limits",
    "MediaRefused",
    "MediaTrouble",
    "Probe",
    "RefusalCode",
    "Rendition",
    "Rung",
    "Tools",
    "TroubleKind",
    "VideoTrack",
    "configure",
    "cut_clip",
    "end_work_in",
    "make_first_playable",
    "make_ladder",
    "make_poster",
    "may_work_in",
    "plan_ladder",
    "probe",
]
