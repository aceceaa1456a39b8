"""The media engine: from an untrusted file to streamable renditions. Independent of the portal.

    probed = probe(path, limits)                         # or MediaRefused, with a reason for people
    first = make_first_playable(path, folder, probed)    # plays quickly
    rest = make_ladder(path, folder, probed, [first.name], on_progress=report)
    make_poster(path, folder / "poster.jpg", probed)
    size_bytes, duration_ms = cut_clip(first.path, folder / "clip.mp4", 1000, 4000)

Errors are `MediaRefused` (the file's fault, permanent) or `MediaTrouble` (ours, temporary).
"""

from .clip import cut_clip
from .ears import in_both_ears, quiet_side
from .encode import make_first_playable, make_ladder
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .ladder import Rung, plan_ladder
from .limits import Limits
from .notices import notices_of
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
    "in_both_ears",
    "make_first_playable",
    "make_ladder",
    "make_poster",
    "may_work_in",
    "notices_of",
    "plan_ladder",
    "probe",
    "quiet_side",
]
