"""Why a file is refused: each rule, with the reason that people see."""

from pathlib import Path
from typing import Any

from .allowed import AUDIO_CODECS, VIDEO_CODECS
from .completeness import ends_too_early, unreadable_code
from .errors import MediaRefused, RefusalCode
from .limits import Limits
from .protection import SCRAMBLED_ENTRIES, is_protected
from .tracks import Probe


def refuse_if(wrong: bool, code: RefusalCode, detail: str = "") -> None:
    if wrong:
        raise MediaRefused(code, detail)


def judge_opening(facts: dict[str, Any], path: Path) -> None:
    if "error" not in facts:
        return
    detail = f"{facts['error']}: {facts['detail']}"
    if facts["error"] == "MemoryError":
        raise MediaRefused(RefusalCode.TOO_COMPLEX, detail)
    refuse_if(is_protected(path), RefusalCode.ENCRYPTED, detail)
    raise MediaRefused(unreadable_code(path), detail)


def judge_streams(facts: dict[str, Any], limits: Limits) -> None:
    streams = facts["streams"]
    video, audio = facts.get("video"), facts.get("audio")
    is_encrypted = facts["protected"] or any(_is_encrypted(stream, facts) for stream in streams)
    refuse_if(is_encrypted, RefusalCode.ENCRYPTED)
    refuse_if(video is None and audio is None, RefusalCode.NOT_A_VIDEO, "no streams")
    refuse_if(_has_smuggled_text(facts), RefusalCode.NOT_A_VIDEO, "text in an AVI")
    if video is not None:
        _judge_picture(video, streams, limits)
    if audio is not None and video is None:
        _judge_sound(audio)


def _is_encrypted(stream: dict[str, Any], facts: dict[str, Any]) -> bool:
    """By its sample entry, as libav found it, even if the header is compressed (`cmov`)."""
    tag = str(stream["tag"]).encode("latin-1", "replace")
    return facts["container"].startswith("mov") and tag in SCRAMBLED_ENTRIES


def _has_smuggled_text(facts: dict[str, Any]) -> bool:
    """AVI subtitles are files within the file, which a player would open. No camera makes them."""
    texts = [stream for stream in facts["streams"] if stream["type"] == "subtitle"]
    return facts["container"] == "avi" and any(text["codec"] != "xsub" for text in texts)


def _judge_picture(video: dict[str, Any], streams: list[dict[str, Any]], limits: Limits) -> None:
    frames, header = video["frames"], _header_of_picture(streams)
    width, height = (frames or header)["width"], (frames or header)["height"]
    if width * height > limits.max_pixels:
        raise MediaRefused(RefusalCode.TOO_MANY_PIXELS, f"{width}×{height}")
    known = video["codec"] in VIDEO_CODECS
    refuse_if(not known, RefusalCode.UNKNOWN_CODEC, video["codec"])
    if frames is None:
        incomplete = video["missing"] > 0 and video["samples"] > 0
        code = RefusalCode.INCOMPLETE_UPLOAD if incomplete else RefusalCode.DAMAGED
        raise MediaRefused(code, "no frame can be decoded")
    aspect = max(width, height) / max(1, min(width, height))
    refuse_if(aspect > limits.max_aspect, RefusalCode.ODD_SHAPE, f"{width}×{height}")
    refuse_if(min(width, height) < limits.min_side, RefusalCode.TOO_SMALL, f"{width}×{height}")


def _header_of_picture(streams: list[dict[str, Any]]) -> dict[str, Any]:
    return next(s for s in streams if s["type"] == "video" and not s["cover"])


def _judge_sound(audio: dict[str, Any]) -> None:
    """For sound without a picture: a video whose sound can't be read is just silent."""
    refuse_if(audio["codec"] not in AUDIO_CODECS, RefusalCode.UNKNOWN_CODEC, audio["codec"])
    refuse_if(audio["frames"] is None, RefusalCode.DAMAGED, "no sound can be decoded")


def judge_whole(found: Probe, facts: dict[str, Any], limits: Limits, path: Path) -> None:
    tracks = [facts[kind] for kind in ("video", "audio") if kind in facts]
    lost = max(_missing_share(track) for track in tracks)
    refuse_if(lost > 0.02, RefusalCode.INCOMPLETE_UPLOAD, f"{lost:.0%} of the samples")
    is_cut = lost == 0 and ends_too_early(path) and _falls_short(found)
    refuse_if(is_cut, RefusalCode.INCOMPLETE_UPLOAD, "the file ends too early")
    length = found.duration_ms
    refuse_if(length > limits.max_duration_ms, RefusalCode.TOO_LONG, f"{length} ms")
    refuse_if(length < limits.min_duration_ms, RefusalCode.TOO_SHORT, f"{length} ms")


def _falls_short(found: Probe) -> bool:
    """It is shorter than its header says, or the header says nothing useful."""
    declared = found.declared_duration_ms
    if declared is None or found.container in ("avi", "wav"):
        return True
    return found.duration_ms < declared * 0.98 - 100


def _missing_share(track: dict[str, Any]) -> float:
    return float(track["missing"] / max(1, track["missing"] + track["samples"]))
