"""What a file really is, or why it cannot be taken.

probe(path, limits) -> Probe, or MediaRefused with a reason for a person
"""

import json
import sys
from dataclasses import asdict, dataclass
from math import atan2, degrees
from pathlib import Path
from typing import Any, Self

from . import inspect_file
from .allowed import AUDIO_CODECS, GUARDS, VIDEO_CODECS
from .completeness import ends_too_early, unreadable_code
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .limits import Limits
from .run import ToolFailed, run
from .sandbox import Allowance

INSPECT_MEMORY = 2 * 1024**3
PRIMING_PACKETS = 3
HDR_CURVES = {16: "pq", 18: "hlg"}
"""Transfer characteristics of ISO 23091-2: SMPTE ST 2084 and ARIB STD-B67."""
MATRICES = {1: "bt709", 2: "", 5: "bt601", 6: "bt601"}
"""Matrix coefficients of ISO 23091-2."""


@dataclass(frozen=True, slots=True)
class VideoTrack:
    codec: str
    profile: str
    pixel_format: str
    hdr: str
    """`pq`, `hlg` or empty."""
    wide_gamut: bool
    matrix: str
    """`bt709`, `bt601`, `other`, or empty when the file does not tell."""
    full_range: bool
    interlaced: bool
    square_pixels: bool
    bit_rate: int
    key_gap_ms: int
    clean_cuts: bool
    """Starts with a key frame, one set of parameters, nothing hidden by an edit list."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    codec: str
    profile: str
    channels: int
    sample_rate: int
    bit_rate: int
    clean_start: bool
    """Nothing but the encoder's own delay is hidden by an edit list."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Width and height are as shown: upright and with square pixels. Rotation is clockwise."""

    container: str
    size_bytes: int
    duration_ms: int
    """Measured from the samples."""
    declared_duration_ms: int | None
    width: int
    height: int
    rotation: int
    is_flipped: bool
    fps: float
    video: VideoTrack | None
    audio: AudioTrack | None

    @property
    def is_audio_only(self) -> bool:
        return self.video is None

    @property
    def is_upright(self) -> bool:
        return self.rotation == 0 and not self.is_flipped

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        video, audio = values["video"], values["audio"]
        tracks = {
            "video": VideoTrack(**video) if video else None,
            "audio": AudioTrack(**audio) if audio else None,
        }
        return cls(**{**values, **tracks})


def probe(path: Path, limits: Limits | None = None) -> Probe:
    """Read `path` in its own process. Raises MediaRefused or MediaTrouble."""
    limits = limits or Limits()
    size = path.stat().st_size
    _refuse_if(size == 0, RefusalCode.EMPTY)
    _refuse_if(size > limits.max_size_bytes, RefusalCode.TOO_BIG, f"{size} bytes")
    facts = _inspect(path, limits)
    _judge_opening(facts, path)
    _judge_streams(facts, limits)
    found = _probe_of(facts, size)
    _judge_whole(found, facts, limits, path)
    return found


def _inspect(path: Path, limits: Limits) -> dict[str, Any]:
    options = GUARDS | {
        "max_pixels": str(limits.max_pixels + 1),
        "max_streams": str(limits.max_streams),
    }
    order = json.dumps({"path": str(path.absolute()), "options": options})
    argv = [sys.executable, "-I", inspect_file.__file__, order]
    try:
        done = run(argv, allowance=_allowance(limits), reads=_inspect_reads(path))
        facts: dict[str, Any] = json.loads(done.stdout)
    except (ToolFailed, json.JSONDecodeError) as error:
        raise MediaRefused(RefusalCode.DAMAGED, f"inspection failed: {error}") from error
    except MediaTrouble as trouble:
        raise _inspection_trouble(trouble) from trouble
    return facts


def _inspect_reads(path: Path) -> list[Path]:
    return [path.absolute(), Path(inspect_file.__file__)]


def _inspection_trouble(trouble: MediaTrouble) -> Exception:
    """A file that alone uses up the generous allowance of a look is at fault itself."""
    if trouble.kind in (TroubleKind.TIMED_OUT, TroubleKind.OUT_OF_MEMORY):
        return MediaRefused(RefusalCode.TOO_COMPLEX, str(trouble))
    return trouble


def _allowance(limits: Limits) -> Allowance:
    seconds = limits.probe_seconds
    return Allowance(
        wall_seconds=seconds, cpu_seconds=seconds, memory_bytes=INSPECT_MEMORY, file_bytes=0
    )


def _refuse_if(wrong: bool, code: RefusalCode, detail: str = "") -> None:
    if wrong:
        raise MediaRefused(code, detail)


def _judge_opening(facts: dict[str, Any], path: Path) -> None:
    if "error" not in facts:
        return
    detail = f"{facts['error']}: {facts['detail']}"
    if facts["error"] == "MemoryError":
        raise MediaRefused(RefusalCode.TOO_COMPLEX, detail)
    raise MediaRefused(unreadable_code(path), detail)


def _judge_streams(facts: dict[str, Any], limits: Limits) -> None:
    streams = facts["streams"]
    video, audio = facts.get("video"), facts.get("audio")
    _refuse_if(video is None and audio is None, RefusalCode.NOT_A_VIDEO, "no streams")
    is_protected = facts["protected"] or any(_is_encrypted(stream) for stream in streams)
    _refuse_if(is_protected, RefusalCode.ENCRYPTED)
    _refuse_if(_has_smuggled_text(facts), RefusalCode.NOT_A_VIDEO, "text in an AVI")
    if video is not None:
        _judge_picture(video, streams, limits)
    if audio is not None:
        _judge_sound(audio, has_video=video is not None)


def _is_encrypted(stream: dict[str, Any]) -> bool:
    """`encv`, `enca`: the sample entries of Common Encryption (ISO 23001-7); keyed: Matroska."""
    return stream["keyed"] or stream["tag"] in ("encv", "enca", "drmi", "drms")


def _has_smuggled_text(facts: dict[str, Any]) -> bool:
    """AVI subtitles are files within the file, which a player would open. Nobody films them."""
    texts = [stream for stream in facts["streams"] if stream["type"] == "subtitle"]
    return facts["container"] == "avi" and any(text["codec"] != "xsub" for text in texts)


def _judge_picture(video: dict[str, Any], streams: list[dict[str, Any]], limits: Limits) -> None:
    frames, header = video["frames"], _header_of_picture(streams)
    width, height = (frames or header)["width"], (frames or header)["height"]
    if width * height > limits.max_pixels:
        raise MediaRefused(RefusalCode.TOO_MANY_PIXELS, f"{width}×{height}")
    known = video["codec"] in VIDEO_CODECS
    _refuse_if(not known, RefusalCode.UNKNOWN_CODEC, video["codec"])
    if frames is None:
        incomplete = video["missing"] > 0 and video["samples"] > 0
        code = RefusalCode.INCOMPLETE_UPLOAD if incomplete else RefusalCode.DAMAGED
        raise MediaRefused(code, "no frame can be decoded")
    aspect = max(width, height) / max(1, min(width, height))
    _refuse_if(aspect > limits.max_aspect, RefusalCode.ODD_SHAPE, f"{width}×{height}")
    _refuse_if(min(width, height) < limits.min_side, RefusalCode.TOO_SMALL, f"{width}×{height}")


def _header_of_picture(streams: list[dict[str, Any]]) -> dict[str, Any]:
    return next(s for s in streams if s["type"] == "video" and not s["cover"])


def _judge_sound(audio: dict[str, Any], *, has_video: bool) -> None:
    _refuse_if(audio["codec"] not in AUDIO_CODECS, RefusalCode.UNKNOWN_CODEC, audio["codec"])
    undecodable = audio["frames"] is None and not has_video
    _refuse_if(undecodable, RefusalCode.DAMAGED, "no sound can be decoded")


def _judge_whole(found: Probe, facts: dict[str, Any], limits: Limits, path: Path) -> None:
    tracks = [facts[kind] for kind in ("video", "audio") if kind in facts]
    lost = max(_missing_share(track) for track in tracks)
    _refuse_if(lost > 0.02, RefusalCode.INCOMPLETE_UPLOAD, f"{lost:.0%} of the samples")
    is_cut = lost == 0 and ends_too_early(path) and _falls_short(found)
    _refuse_if(is_cut, RefusalCode.INCOMPLETE_UPLOAD, "the file ends too early")
    length = found.duration_ms
    _refuse_if(length > limits.max_duration_ms, RefusalCode.TOO_LONG, f"{length} ms")
    _refuse_if(length < limits.min_duration_ms, RefusalCode.TOO_SHORT, f"{length} ms")


def _falls_short(found: Probe) -> bool:
    """Less is there than the header told, or the header told nothing of use."""
    told = found.declared_duration_ms
    if told is None or found.container in ("avi", "wav"):
        return True
    return found.duration_ms < told * 0.98 - 100


def _missing_share(track: dict[str, Any]) -> float:
    return float(track["missing"] / max(1, track["missing"] + track["samples"]))


def _probe_of(facts: dict[str, Any], size: int) -> Probe:
    video, audio = facts.get("video"), facts.get("audio")
    width, height, rotation, is_flipped = _shown(video["frames"]) if video else (0, 0, 0, False)
    return Probe(
        container=facts["container"],
        size_bytes=size,
        duration_ms=_duration_ms(video, audio),
        declared_duration_ms=facts["declared_ms"],
        width=width,
        height=height,
        rotation=rotation,
        is_flipped=is_flipped,
        fps=_fps(video) if video else 0.0,
        video=_video_track(video, facts["sample_descriptions"]) if video else None,
        audio=_audio_track(audio) if audio and audio["frames"] else None,
    )


def _duration_ms(*tracks: dict[str, Any] | None) -> int:
    there = [track for track in tracks if track is not None and track["samples"]]
    if not there:
        return 0
    return int(max(t["end_ms"] for t in there) - max(0, min(t["start_ms"] for t in there)))


def _shown(frames: dict[str, Any]) -> tuple[int, int, int, bool]:
    rotation, is_flipped = _turn(frames["matrix"])
    wide, tall = frames["sample_aspect"]
    width, height = frames["width"], frames["height"]
    if wide > tall > 0:
        width = _even(width * wide / tall)
    elif tall > wide > 0:
        height = _even(height * tall / wide)
    return (
        (height, width, rotation, is_flipped)
        if rotation in (90, 270)
        else (
            width,
            height,
            rotation,
            is_flipped,
        )
    )


def _even(length: float) -> int:
    return round(length / 2) * 2


def _turn(matrix: list[int] | None) -> tuple[int, bool]:
    """Clockwise degrees, and whether the picture is mirrored, of an ISO 14496-12 matrix."""
    if not matrix:
        return 0, False
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    is_flipped = a * d - b * c < 0
    angle = degrees(atan2(b, -a if is_flipped else a))
    return round(angle / 90) * 90 % 360, is_flipped


def _fps(video: dict[str, Any]) -> float:
    seconds = (video["end_ms"] - video["start_ms"]) / 1000
    counted = video["samples"] / seconds if seconds > 0 else 0.0
    told = video["rate"]
    return round(told if abs(told - counted) < counted * 0.05 else counted, 3)


def _bit_rate(track: dict[str, Any]) -> int:
    seconds = (track["end_ms"] - track["start_ms"]) / 1000
    return round(track["bytes"] * 8 / seconds) if seconds > 0 else 0


def _video_track(video: dict[str, Any], several: int) -> VideoTrack:
    frames = video["frames"]
    wide, tall = frames["sample_aspect"]
    return VideoTrack(
        codec=video["codec"],
        profile=video["profile"] or "",
        pixel_format=frames["format"],
        hdr=HDR_CURVES.get(frames["color_trc"], ""),
        wide_gamut=frames["color_primaries"] == 9,
        matrix=MATRICES.get(frames["colorspace"], "other"),
        full_range=frames["color_range"] == 2,
        interlaced=frames["interlaced"],
        square_pixels=wide == tall or wide <= 0 or tall <= 0,
        bit_rate=_bit_rate(video),
        key_gap_ms=video["key_gap_ms"],
        clean_cuts=_cuts_cleanly(video) and several == 1,
    )


def _cuts_cleanly(video: dict[str, Any]) -> bool:
    return video["starts_with_key"] and not video["discarded"] and not video["changes"]


def _audio_track(audio: dict[str, Any]) -> AudioTrack:
    return AudioTrack(
        codec=audio["codec"],
        profile=audio["profile"] or "",
        channels=audio["channels"],
        sample_rate=audio["sample_rate"],
        bit_rate=_bit_rate(audio),
        clean_start=audio["discarded"] <= PRIMING_PACKETS,
    )
