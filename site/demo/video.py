"""Practice videos made from nothing: a moving subject, a burnt-in time code and an audible beat.

    make_video(path, skill="music", seconds=12, seed=3, tempo_bpm=92)

`read_frame_number` tells from a picture which frame it is, and `planned_slips` at which moments a
student goes wrong, so that remarks about a generated take can be true.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

import imageio_ffmpeg
from PIL import Image

from demo.performance import Performance, Skill, Slip
from demo.scenes import scene_for
from demo.sound import RATE, soundtrack
from demo.stage import Painter, Stage
from demo.timecode import read_frame_number, stamp, timecode

__all__ = ["VideoRecipe", "cached_video", "frame_at", "make_video", "planned_slips"]
__all__ += ["read_frame_number", "timecode"]

Codec = Literal["h264", "vp8", "vp9"]

# Part of every cached name: raise it when the same recipe gives another picture or sound.
EDITION = 1

_TURNS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}
_CODECS: dict[str, list[str]] = {
    "h264": ["-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p"],
    "vp8": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M"],
    "vp9": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1500k"],
}


@dataclass(frozen=True)
class VideoRecipe:
    """All that decides what a generated video looks and sounds like.

    `width` × `height` is what a viewer sees. `rotate` stores the picture turned, with the note for
    players that turns it back, as phones do. `slips` limits a student's mistakes (a later attempt
    has fewer); seed 0 is the teacher and makes none.
    """

    skill: Skill
    seconds: float
    seed: int = 0
    slips: int | None = None
    width: int = 1280
    height: int = 720
    fps: int = 30
    tempo_bpm: float = 92
    silent: bool = False
    rotate: Literal[0, 90, 180, 270] = 0
    codec: Codec = "h264"

    @property
    def performance(self) -> Performance:
        return Performance(self.skill, self.seconds, self.seed, self.tempo_bpm, self.slips)

    @property
    def frame_count(self) -> int:
        return round(self.seconds * self.fps)

    @property
    def extension(self) -> str:
        return "mp4" if self.codec == "h264" else "webm"

    @property
    def cache_name(self) -> str:
        text = json.dumps([EDITION, asdict(self)], sort_keys=True)
        return f"{self.skill}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.{self.extension}"


def make_video(path: str | os.PathLike[str], **recipe: Any) -> Path:
    """Write the video of a `VideoRecipe(**recipe)`; `path` appears only when it is complete."""
    return _write(Path(path), VideoRecipe(**recipe))


def cached_video(cache_dir: str | os.PathLike[str], **recipe: Any) -> Path:
    """The video for this recipe, generated once for each cache folder."""
    wanted = VideoRecipe(**recipe)
    path = Path(cache_dir) / wanted.cache_name
    return path if path.exists() else _write(path, wanted)


def planned_slips(**recipe: Any) -> list[Slip]:
    """What goes wrong in this video and when, in order of time; each slip lasts one bar."""
    return VideoRecipe(**recipe).performance.planned_slips()


def frame_at(number: int, **recipe: Any) -> Image.Image:
    """One frame as it is filmed, before any coding."""
    wanted = VideoRecipe(**recipe)
    return _frame(_painter(wanted), wanted, number)


def _write(path: Path, recipe: VideoRecipe) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as folder:
        made = _encode(Path(folder), recipe)
        (_turned(made, recipe) if recipe.rotate else made).replace(path)
    return path


def _painter(recipe: VideoRecipe) -> Painter:
    stage = Stage(recipe.width, recipe.height)
    return Painter(scene_for(recipe.performance, stage), stage)


def _frame(painter: Painter, recipe: VideoRecipe, number: int) -> Image.Image:
    second = number / recipe.fps
    frame = painter.frame(second)
    stamp(frame, number, round(second * 1000))
    return frame


def _frames(recipe: VideoRecipe) -> Iterator[Image.Image]:
    """The frames as they are stored: turned, where a player is told to turn them back."""
    painter = _painter(recipe)
    for number in range(recipe.frame_count):
        frame = _frame(painter, recipe, number)
        yield frame.transpose(_TURNS[recipe.rotate]) if recipe.rotate else frame


def _encode(folder: Path, recipe: VideoRecipe) -> Path:
    made = folder / f"filmed.{recipe.extension}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *_inputs(folder, recipe), *_outputs(recipe)]
    with subprocess.Popen([*command, str(made)], stdin=subprocess.PIPE) as ffmpeg:
        _feed(cast(IO[bytes], ffmpeg.stdin), recipe)
    if ffmpeg.returncode:
        raise subprocess.CalledProcessError(ffmpeg.returncode, command)
    return made


def _feed(pipe: IO[bytes], recipe: VideoRecipe) -> None:
    for frame in _frames(recipe):
        pipe.write(frame.tobytes())
    pipe.close()


def _inputs(folder: Path, recipe: VideoRecipe) -> list[str]:
    width, height = recipe.width, recipe.height
    stored = f"{height}x{width}" if recipe.rotate in (90, 270) else f"{width}x{height}"
    picture = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        stored,
        "-r",
        str(recipe.fps),
        "-i",
        "-",
    ]
    quiet = ["-hide_banner", "-loglevel", "error", "-y"]
    if recipe.silent:
        return [*quiet, *picture]
    samples = folder / "sound.raw"
    samples.write_bytes(soundtrack(recipe.performance))
    return [*quiet, *picture, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(samples)]


def _outputs(recipe: VideoRecipe) -> list[str]:
    picture = [*_CODECS[recipe.codec], "-g", str(recipe.fps * 2)]
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]
    colours += ["-color_primaries", "bt709", "-color_trc", "bt709"]
    if recipe.codec == "h264":
        return [*picture, *colours, "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]
    return [*picture, *colours, "-c:a", "libopus", "-b:a", "96k"]


def _turned(made: Path, recipe: VideoRecipe) -> Path:
    """A copy that tells players to turn the picture; the coded frames stay as they are."""
    turned = made.with_stem("turned")
    # Both Pillow and ffmpeg count anticlockwise: the note undoes the turn of the stored frames.
    note = ["-display_rotation", str((360 - recipe.rotate) % 360), "-i", str(made)]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", *note]
    subprocess.run([*command, "-c", "copy", "-movflags", "+faststart", str(turned)], check=True)
    return turned
