"""The picture's way from whatever was sent to upright, square, progressive bt709."""

from typing import Any

from .ladder import Rung
from .probe import Probe, VideoTrack

MAX_FPS = 60
HD_LINES = 720
_LINEAR = "zscale", {"t": "linear", "npl": 203}


def upright_source(stream: Any, probe: Probe, video: VideoTrack, top: Rung) -> Any:
    """`stream` in the size and colours of the `top` rung. ffmpeg itself turns it upright."""
    if video.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if probe.fps > MAX_FPS + 1:
        stream = stream.filter("fps", MAX_FPS)
    stream = _fitted(stream, top, _colours(probe, video))
    if video.hdr or video.wide_gamut:
        stream = _toned(stream, is_hdr=bool(video.hdr))
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
    """Scaled into the rung; a picture that changes shape midway gets bars instead of distortion."""
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
    if video.hdr or video.wide_gamut:
        return {}
    to_bt709 = {"out_color_matrix": "bt709", "out_range": "tv"}
    if video.matrix_known:
        return to_bt709
    guess = "bt709" if probe.short_side >= HD_LINES else "smpte170m"
    return {"in_color_matrix": guess, **to_bt709}


def _toned(stream: Any, *, is_hdr: bool) -> Any:
    """203 nits, the white of a page in HDR (ITU-R BT.2408), becomes the white of SDR."""
    stream = stream.filter(_LINEAR[0], **_LINEAR[1])
    stream = stream.filter("format", "gbrpf32le").filter("zscale", p="bt709")
    if is_hdr:
        stream = stream.filter("tonemap", "mobius", param=0.5, desat=0)
    return stream.filter("zscale", t="bt709", m="bt709", r="tv")


def _labelled(stream: Any) -> Any:
    marks = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709"}
    return stream.filter("format", "yuv420p").filter("setparams", range="tv", **marks)
