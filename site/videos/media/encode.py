"""Makes the renditions: first one that plays quickly, then the rest from a single decode.

    first = make_first_playable(source, folder, probe)
    others = make_ladder(source, folder, probe, [first.name], on_progress=report)

Every file is written as `<name>.mp4` in the folder and checked before it is returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from .command import OnProgress, file_output, own_input, picture_of, run_graph, source_input
from .filters import cascade, upright_source
from .ladder import AUDIO_RUNG, Rung, first_rung, plan_ladder
from .probe import Probe, VideoTrack
from .rendition import Rendition
from .sound import Sound, can_reuse_sound, sound_of, sound_of_rendition
from .verify import all_verified, verified
from .x264 import x264_options

FRAGMENTED = {
    "f": "mp4",
    "movflags": "+frag_keyframe+delay_moov+default_base_moof+skip_trailer",
    "min_frag_duration": 1_500_000,
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
}
"""Cut at key frames, but at most every 1.5 s. No metadata of the sender is kept."""

SOUND_FRAGMENTED = FRAGMENTED | {
    "movflags": "+delay_moov+default_base_moof+skip_trailer",
    "frag_duration": 4_000_000,
}


def make_first_playable(
    source: Path, out_dir: Path, probe: Probe, *, on_progress: OnProgress | None = None
) -> Rendition:
    """The quickest rendition: a copy if that plays everywhere, otherwise the smallest one."""
    return _Work(source, out_dir, probe, on_progress).make_alone(first_rung(probe))


def make_ladder(
    source: Path,
    out_dir: Path,
    probe: Probe,
    already: Sequence[str],
    *,
    on_progress: OnProgress | None = None,
) -> list[Rendition]:
    """All rungs that are not `already` there, largest first.

    All encoding uses a single decode of the source. Sound is encoded once: if a rendition is still
    in `out_dir`, its sound is copied.
    """
    work = _Work(source, out_dir, probe, on_progress)
    missing = [rung for rung in plan_ladder(probe) if rung.name not in already]
    alone = [rung for rung in missing if rung.is_copy or rung == AUDIO_RUNG]
    together = [rung for rung in missing if rung not in alone]
    return [*map(work.make_alone, alone), *work.make_together(together)]


@dataclass(frozen=True, slots=True)
class _Work:
    source: Path
    out_dir: Path
    probe: Probe
    on_progress: OnProgress | None

    def make_alone(self, rung: Rung) -> Rendition:
        if rung.is_copy:
            done_ms = self._run([self._copied(rung)])
        elif rung == AUDIO_RUNG:
            done_ms = self._run([self._sound_alone(self._path(rung))])
        else:
            return self._encode([rung], None)[0]
        return verified(self._path(rung), rung, self.probe, done_ms)

    def make_together(self, rungs: list[Rung]) -> list[Rendition]:
        if not rungs:
            return []
        return self._encode(rungs, self._sound_file() if len(rungs) > 1 else self._ready_file())

    def _encode(self, rungs: list[Rung], sound_file: Path | None) -> list[Rendition]:
        outputs = self._encoded(rungs, sound_file)
        done_ms = self._run(outputs, *([sound_file] if sound_file else []))
        return all_verified({self._path(rung): rung for rung in rungs}, self.probe, done_ms)

    def _run(self, outputs: list[Any], *more_reads: Path) -> int:
        self.out_dir.mkdir(parents=True, exist_ok=True)
        return run_graph(
            *outputs,
            reads=[self.source, *more_reads],
            writes=self.out_dir,
            duration_ms=self.probe.duration_ms,
            on_progress=self.on_progress,
        )

    def _path(self, rung: Rung) -> Path:
        return self.out_dir / f"{rung.name}.mp4"

    def _copied(self, rung: Rung) -> Any:
        media = source_input(self.source)
        sound = sound_of(media, self.probe)
        return self._output(media[picture_of(self.probe)], sound, rung, {"vcodec": "copy"})

    def _sound_alone(self, path: Path) -> Any:
        sound = sound_of(source_input(self.source), self.probe)
        return ffmpeg.output(*sound.streams, file_output(path), **sound.options, **SOUND_FRAGMENTED)

    def _encoded(self, rungs: list[Rung], sound_file: Path | None) -> list[Any]:
        media = source_input(self.source)
        sound = sound_of(media, self.probe)
        if sound_file is not None:
            sound = sound_of_rendition(own_input(sound_file))
        picture = upright_source(media[picture_of(self.probe)], self.probe, self._video(), rungs[0])
        return [
            self._output(scaled, sound, rung, x264_options(rung, self.probe))
            for scaled, rung in zip(cascade(picture, rungs), rungs, strict=True)
        ]

    def _output(self, picture: Any, sound: Sound, rung: Rung, options: dict[str, Any]) -> Any:
        path = file_output(self._path(rung))
        return ffmpeg.output(
            picture, *sound.streams, path, **options, **sound.options, **FRAGMENTED
        )

    def _video(self) -> VideoTrack:
        if self.probe.video is None:
            raise ValueError("a recording without a picture has no picture to encode")
        return self.probe.video

    def _ready_file(self) -> Path | None:
        """A rendition to copy sound from; None if the source's can be used, or there is none."""
        if self.probe.audio is None or can_reuse_sound(self.probe):
            return None
        ready = (self._path(rung) for rung in plan_ladder(self.probe))
        return next((path for path in ready if path.exists()), None)

    def _sound_file(self) -> Path | None:
        if self.probe.audio is None or can_reuse_sound(self.probe):
            return None
        return self._ready_file() or self._make_sound_file()

    def _make_sound_file(self) -> Path:
        path = self.out_dir / "sound.mp4"
        self._run([self._sound_alone(path)])
        return path
