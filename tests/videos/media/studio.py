"""Small recordings made for tests, and helpers to inspect what was made from them.

Every take flashes white for one frame and beeps at half past each second, so that a wrong frame
and a sound out of step both show.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

from videos.media import Rendition

FPS = 30
FLASH = "drawbox=c=white:t=fill:enable='between(mod(t,1),0.4999,0.5332)'"
BEEP = "0.5*sin(2*PI*1000*t)*between(mod(t,1),0.5,0.6)"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p")
REORDERED = (
    "-c:v",
    "libx264",
    "-preset",
    "superfast",
    "-bf",
    "2",
    "-g",
    "30",
    "-pix_fmt",
    "yuv420p",
)
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M")
AAC = ("-c:a", "aac")
OPUS = ("-c:a", "libopus")


def ffmpeg(*args: str | Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, args)]
    subprocess.run(command, check=True)


def film(
    path: Path,
    *codecs: str,
    size: str = "640x360",
    seconds: float = 3,
    colour: str = "0x202020",
    filters: str = FLASH,
) -> Path:
    """A take with flashes and, when an audio codec is among `codecs`, beeps."""
    picture = ["-f", "lavfi", "-i", f"color={colour}:s={size}:r={FPS}:d={seconds}"]
    sound = ["-f", "lavfi", "-i", f"aevalsrc='{BEEP}':d={seconds}:s=48000"]
    inputs = [*picture, *(sound if "-c:a" in codecs else [])]
    ffmpeg(*inputs, "-vf", filters, *codecs, path)
    return path


def flashes(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        frames = [(frame.time, _brightness(frame)) for frame in container.decode(video=0)]
    return [round(float(time or 0), 2) for time, brightness in frames if brightness > 150]


def _brightness(frame: av.VideoFrame) -> float:
    return float(frame.to_ndarray(format="gray").mean())


def beeps(path: Path) -> list[float]:
    """When the sound starts after a silence."""
    times, loud = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            wave = frame.to_ndarray()[0].astype(float)
            times.append(float(frame.time or 0) + np.arange(frame.samples) / frame.sample_rate)
            loud.append(np.abs(wave[: frame.samples]) > 0.05)
    heard = np.concatenate(times)[np.concatenate(loud)]
    starts = [heard[0], *heard[1:][np.diff(heard) > 0.3]]
    return [round(float(start), 2) for start in starts]


def picture_at(
    path: Path, seconds: float
) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """The frame shown at a moment, as RGB."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if float(frame.time or 0) >= seconds - 0.001:
                return frame.to_ndarray(format="rgb24")
    raise AssertionError(f"nothing is shown at {seconds}")


def playlist(rendition: Rendition, path: Path) -> Path:
    """What the portal will serve, as a file that ffmpeg can play."""
    size = rendition.index["init"][1]
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:12"]
    lines.append(f'#EXT-X-MAP:URI="{rendition.path}",BYTERANGE="{size}@0"')
    for seconds, offset, length in rendition.index["segments"]:
        lines += [f"#EXTINF:{seconds},", f"#EXT-X-BYTERANGE:{length}@{offset}", str(rendition.path)]
    path.write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))
    return path


@dataclass(frozen=True)
class Streams:
    """Codec, pixel format and timing of what came out."""

    video: str
    pixels: str
    rate: float
    keys: list[float]
    kinds: list[str]


def streams_of(path: Path) -> Streams:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        kinds = [stream.type for stream in container.streams]
        keys = [p.pts * p.time_base for p in container.demux(video) if p.is_keyframe and p.size]
        name, pixels = video.codec_context.name, video.codec_context.pix_fmt
        rate = float(video.average_rate or 0)
    return Streams(name, str(pixels), rate, [round(float(k), 2) for k in keys], kinds)
