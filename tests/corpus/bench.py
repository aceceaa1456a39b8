"""Where odd files are made: one folder, one ffmpeg, and the register of recipes."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import imageio_ffmpeg

SECRET_TEXT = "SECRET-OF-ANOTHER-STUDENT-4f1c"
PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25"]
AAC = ["-c:a", "aac", "-b:a", "64k"]


@dataclass(frozen=True)
class Bench:
    """`port` is where hostile files try to connect to, `secret` what they try to read."""

    folder: Path
    port: int = 9

    @cached_property
    def secret(self) -> Path:
        """Another person's upload, as a text: a leak can be found by searching for it."""
        path = self.folder / "another-upload"
        if not path.exists():
            path.write_text(f"{SECRET_TEXT}\n" * 40)
        return path

    @property
    def plain(self) -> Path:
        """Two seconds of H.264 and AAC with nothing odd about it, its index at the end."""
        return make_file("moov_last.mp4", self.folder, port=self.port)

    @property
    def mute(self) -> Path:
        return make_file("silent.mp4", self.folder, port=self.port)

    def ffmpeg(self, out: Path, *args: str | Path) -> None:
        """Write `out`; the format follows its name unless `-f` is given."""
        run_ffmpeg(*args, out)

    def side_file(self, name: str, content: str | bytes) -> Path:
        """An ingredient, beside the files of the corpus."""
        path = self.folder / f"part-{name}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def run_ffmpeg(*args: str | Path, stdout: int | None = None) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
    quiet = {**os.environ, "SVT_LOG": "1"}
    done = subprocess.run([*command, *map(str, args)], check=True, stdout=stdout, env=quiet)
    return done.stdout or b""


Recipe = Callable[[Bench, Path], None]
_RECIPES: dict[str, Recipe] = {}


def recipe(name: str) -> Callable[[Recipe], Recipe]:
    """Register how the file `name` is made: the function writes it at the path it is given."""

    def register(function: Recipe) -> Recipe:
        assert name not in _RECIPES, f"{name} is made twice"
        _RECIPES[name] = function
        return function

    return register


def ffmpeg_recipe(name: str, *args: str) -> None:
    """A file that one ffmpeg command makes from nothing."""
    recipe(name)(lambda bench, out: bench.ffmpeg(out, *args))


def altered_recipe(name: str, *before: str, then: tuple[str, ...] = ("-c", "copy")) -> None:
    """The plain video, remuxed: `before` goes before the input, `then` after it."""
    recipe(name)(lambda bench, out: bench.ffmpeg(out, *before, "-i", bench.plain, *then))


def known_files() -> set[str]:
    return set(_RECIPES)


def make_file(name: str, folder: Path, *, port: int = 9) -> Path:
    """The odd file `name` in `folder`, made on first use and kept for the next."""
    path = folder / name
    if path.exists():
        return path
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as making:
        out = Path(making) / name
        _RECIPES[name](Bench(folder, port), out)
        out.replace(path)
    return path
