"""Converts the picture from whatever was sent to upright, square-pixel, progressive bt709."""

from typing import Any

from .ladder import Rung
from .probe import Probe, VideoTrack

MAX_FPS = 60
HD_LINES = 720
_LINEAR = "zscale", {"t": "linear", "npl": 203}


def upright_source(stream: Any, probe: Probe, video: VideoTrack, top: Rung) -> Any:
    """`stream` in the size and colours of the `top` rung. ffmpeg itself rotates it."""
    if video.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if probe.fps > MAX_FPS + 1:
        stream = stream.filter("fps", MAX_FPS)
    stream = _fitted(stream, top, _colours(probe, video))
    if video.hdr or video.wide_gamut:
        stream = _tone_mapped(stream, is_hdr=bool(video.hdr))
    elif _is_quickly_converted(probe, video):
        stream = _quickly_converted(stream)
    return _labelled(stream)


def cascade(stream: Any, rungs: list[Rung]) -> list[Any]:
    """One picture per rung, each scaled from the next larger one."""
    pictures = []
    for smaller in rungs[1:]:
        split = stream.filter_multi_output("split", 2)
        pictures.append(split.stream(0))
        stream = split.stream(1).filter("scale", smaller.width, smaller.height, flags="bicubic")
        stream = stream.filter("setsar", 1)
    return [*pictures, stream]


def _fitted(stream: Any, top: Rung, colours: dict[str, str]) -> Any:
    """Scaled to fit the rung; a picture that changes shape midway gets bars, not distortion."""
    wide, tall = f"({top.height}*dar)", f"({top.width}/dar)"
    stream = stream.filter(
        "scale",
        w=f"if(lt(abs({wide}-{top.width}),4),{top.width},2*trunc(min({top.width},{wide})/2))",
        h=f"if(lt(abs({tall}-{top.height}),4),{top.height},2*trunc(min({top.height},{tall})/2))",
        flags="bicubic",
        **colours,
    )
    stream = stream.filter("setsar", 1)
    return stream.filter("pad", top.width, top.height, "(ow-iw)/2", "(oh-ih)/2")


def _colours(probe: Probe, video: VideoTrack) -> dict[str, str]:
    """Colour options for the scaler."""
    if video.hdr or video.wide_gamut or _is_quickly_converted(probe, video):
        return {}
    to_bt709 = {"out_color_matrix": "bt709", "out_range": "tv"}
    return to_bt709 if video.matrix else {"in_color_matrix": _matrix(probe, video), **to_bt709}


def _matrix(probe: Probe, video: VideoTrack) -> str:
    """What players assume if no matrix is given."""
    return video.matrix or ("bt709" if probe.short_side >= HD_LINES else "smpte170m")


def _is_quickly_converted(probe: Probe, video: VideoTrack) -> bool:
    """Plain bt601, as recorded by browsers: `colorspace` converts it in a fifth of the time."""
    is_plain = video.pixel_format == "yuv420p" and not video.full_range
    return is_plain and _matrix(probe, video) in ("bt601", "smpte170m")


def _quickly_converted(stream: Any) -> Any:
    marks = {"iall": "bt601-6-525", "irange": "tv", "all": "bt709", "range": "tv"}
    return stream.filter("colorspace", fast=1, format="yuv420p", **marks)


def _tone_mapped(stream: Any, *, is_hdr: bool) -> Any:
    """203 nits, the white of a page in HDR (ITU-R BT.2408), becomes the white of SDR."""
    stream = stream.filter(_LINEAR[0], **_LINEAR[1])
    stream = stream.filter("format", "gbrpf32le").filter("zscale", p="bt709")
    if is_hdr:
        stream = stream.filter("tonemap", "mobius", param=0.5, desat=0)
    return stream.filter("zscale", t="bt709", m="bt709", r="tv")


def _labelled(stream: Any) -> Any:
    marks = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709"}
    return stream.filter("format", "yuv420p").filter("setparams", range="tv", **marks)
