"""What is known about a file, as needed to plan its renditions."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import atan2, degrees
from typing import Any, Self

PRIMING_PACKETS = 3
HDR_CURVES = {16: "pq", 18: "hlg"}
"""Transfer characteristics of ISO 23091-2: SMPTE ST 2084 and ARIB STD-B67."""
MATRICES = {1: "bt709", 2: "", 5: "bt601", 6: "bt601"}
"""Matrix coefficients of ISO 23091-2."""

SUBTYPES = {
    "mov": "mp4",
    "matroska": "x-matroska",
    "mpegts": "mp2t",
    "mp3": "mpeg",
    "avi": "x-msvideo",
}
"""For containers that have another name in libav."""


@dataclass(frozen=True, slots=True)
class VideoTrack:
    codec: str
    profile: str
    pixel_format: str
    hdr: str
    """`pq`, `hlg` or empty."""
    wide_gamut: bool
    matrix: str
    """`bt709`, `bt601`, `other`, or empty if the file does not say."""
    full_range: bool
    interlaced: bool
    square_pixels: bool
    bit_rate: int
    key_gap_ms: int
    clean_cuts: bool
    """Starts with a key frame, one set of parameters, nothing hidden by an edit list."""
    number: int = 0
    """Its number among the file's picture tracks, without covers."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    codec: str
    profile: str
    channels: int
    sample_rate: int
    bit_rate: int
    clean_start: bool
    """Nothing but the encoder's own delay is hidden by an edit list."""
    number: int = 0
    """Its number among the file's sound tracks."""
    only_channel: str = ""
    """`left` or `right`: the one to play in both ears. Empty leaves the sound unchanged."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tracks of the file that are in no rendition."""

    kind: str
    """`video`, `audio` or `subtitle`."""
    why: str
    """`unreadable`: those before the one that is used, or all of them; or `not_needed`."""
    count: int


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
    left_out: tuple[LeftOut, ...] = ()

    @property
    def mime_type(self) -> str:
        """Our own, from what is in the file."""
        kind = "video" if self.video else "audio"
        first = self.container.split(",", maxsplit=1)[0]
        return f"{kind}/{SUBTYPES.get(first, first)}"

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
            "left_out": tuple(LeftOut(**one) for one in values.get("left_out", ())),
        }
        return cls(**{**values, **tracks})


def probe_of(facts: dict[str, Any], size: int) -> Probe:
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
        left_out=tuple(_left_out(facts)),
    )


def _left_out(facts: dict[str, Any]) -> Iterator[LeftOut]:
    for kind in ("video", "audio"):
        track = facts.get(kind)
        if track is None:
            continue
        unread = track["number"] if track["frames"] else track["of"]
        if unread:
            yield LeftOut(kind, "unreadable", unread)
        if rest := track["of"] - unread - bool(track["frames"]):
            yield LeftOut(kind, "not_needed", rest)
    texts = sum(stream["type"] == "subtitle" for stream in facts["streams"])
    if texts:
        yield LeftOut("subtitle", "not_needed", texts)


def _duration_ms(*tracks: dict[str, Any] | None) -> int:
    there = [track for track in tracks if track and track["samples"] and track["frames"]]
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
    declared = video["rate"]
    return round(declared if abs(declared - counted) < counted * 0.05 else counted, 3)


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
        number=video["number"],
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
        number=audio["number"],
    )
