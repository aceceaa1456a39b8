"""Makes the renditions: first one that plays soon, then the rest from a single decode.

    first = make_first_playable(source, folder, probe)
    others = make_ladder(source, folder, probe, [first.name], on_progress=…)

Every file is written as `<name>.mp4` in the folder and checked before it is returned.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from .command import OnProgress, file_output, own_input, run_graph, source_input
from .filters import cascade, upright_source
from .ladder import AUDIO_RUNG, COPY_CONTAINERS, Rung, can_copy_audio, first_rung, plan_ladder
from .probe import Probe
from .rendition import Rendition
from .verify import verified

KEY_SECONDS = 2
PRESET = "superfast"
CRF = 23
SOUND_BIT_RATE = "128k"
CLOCK = 90_000

PEAK_BIT_RATES = {1080: 5_500_000, 720: 3_000_000, 480: 1_400_000, 360: 800_000}

FRAGMENTED = {
    "f": "mp4",
    "movflags": "+frag_keyframe+delay_moov+default_base_moof+negative_cts_offsets",
    "min_frag_duration": 1_500_000,
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
}
"""Cut at key frames, but not more often than every 1.5 s. Nothing of the sender's is kept."""


def make_first_playable(
    source: Path, out_dir: Path, probe: Probe, *, on_progress: OnProgress | None = None
) -> Rendition:
    """The quickest rendition: a copy where that plays everywhere, else the smallest one."""
    rung = first_rung(probe)
    path = _path(out_dir, rung)
    output = _copied(source, probe, path) if rung.is_copy else None
    if rung == AUDIO_RUNG:
        output = _sound_alone(source, probe, path)
    outputs = [output] if output is not None else _encoded(source, probe, [rung], out_dir, None)
    done_ms = _run(outputs, [source], out_dir, probe, on_progress)
    return verified(path, rung, probe, done_ms)


def make_ladder(
    source: Path,
    out_dir: Path,
    probe: Probe,
    already: Sequence[str],
    *,
    on_progress: OnProgress | None = None,
) -> list[Rendition]:
    """All rungs that are not `already` there, largest first, from one decode of the source.

    Sound is encoded once: it is copied from a rendition that is already in `out_dir`.
    """
    missing = [rung for rung in plan_ladder(probe) if rung.name not in already]
    made = [r for r in missing if r.is_copy or r == AUDIO_RUNG][:1]
    done = [make_first_playable(source, out_dir, probe)] if made else []
    rungs = [rung for rung in missing if rung not in made]
    if not rungs:
        return done
    sound = _sound_file(source, out_dir, probe)
    outputs = _encoded(source, probe, rungs, out_dir, sound)
    reads = [source, *([sound] if sound else [])]
    done_ms = _run(outputs, reads, out_dir, probe, on_progress)
    return done + [verified(_path(out_dir, rung), rung, probe, done_ms) for rung in rungs]


def _run(
    outputs: list[Any],
    reads: list[Path],
    out_dir: Path,
    probe: Probe,
    on_progress: OnProgress | None,
) -> int:
    out_dir.mkdir(parents=True, exist_ok=True)
    return run_graph(
        *outputs,
        reads=reads,
        writes=out_dir,
        duration_ms=probe.duration_ms,
        on_progress=on_progress,
    )


def _path(out_dir: Path, rung: Rung) -> Path:
    return out_dir / f"{rung.name}.mp4"


def _copied(source: Path, probe: Probe, path: Path) -> Any:
    media = source_input(source)
    streams, sound = [media["V:0"]], _direct_sound(media, probe)
    options = {"vcodec": "copy", **FRAGMENTED}
    if sound is not None:
        streams.append(sound[0])
        options |= sound[1]
    return ffmpeg.output(*streams, file_output(path), **options)


def _sound_alone(source: Path, probe: Probe, path: Path) -> Any:
    media = source_input(source)
    sound = _direct_sound(media, probe)
    assert sound is not None
    cut = FRAGMENTED | {"movflags": "+delay_moov+default_base_moof", "frag_duration": 4_000_000}
    return ffmpeg.output(sound[0], file_output(path), **sound[1], **cut)


def _direct_sound(media: Any, probe: Probe) -> tuple[Any, dict[str, Any]] | None:
    """The source's sound as it is when it can be copied, else as stereo AAC. None: silent."""
    if probe.audio is None:
        return None
    if can_copy_audio(probe.audio) and probe.container.startswith(COPY_CONTAINERS):
        return media["a:0"], {"acodec": "copy"}
    steady = media["a:0"].filter("aresample", 48000, **{"async": 1000, "first_pts": 0})
    stereo = steady.filter("aformat", channel_layouts="stereo")
    return stereo, {"acodec": "aac", "audio_bitrate": SOUND_BIT_RATE}


def _sound_file(source: Path, out_dir: Path, probe: Probe) -> Path | None:
    """A file to copy AAC from, None when the source itself serves or there is no sound."""
    if probe.audio is None or can_copy_audio(probe.audio):
        return None
    ready = [out_dir / f"{rung.name}.mp4" for rung in plan_ladder(probe)]
    for path in ready:
        if path.exists():
            return path
    path = out_dir / "sound.mp4"
    _run([_sound_alone(source, probe, path)], [source], out_dir, probe, None)
    return path


def _encoded(
    source: Path, probe: Probe, rungs: list[Rung], out_dir: Path, sound_file: Path | None
) -> list[Any]:
    media = source_input(source)
    pictures = cascade(upright_source(media["V:0"], probe, rungs[0]), rungs)
    if sound_file is not None:
        sound: Any = (own_input(sound_file)["a:0"], {"acodec": "copy"})
    else:
        sound = _direct_sound(media, probe)
    return [
        _video_output(picture, sound, _path(out_dir, rung), rung, probe)
        for picture, rung in zip(pictures, rungs, strict=True)
    ]


def _video_output(picture: Any, sound: Any, path: Path, rung: Rung, probe: Probe) -> Any:
    streams = [picture] if sound is None else [picture, sound[0]]
    options = _x264(rung, probe) | ({} if sound is None else sound[1]) | FRAGMENTED
    return ffmpeg.output(*streams, file_output(path), **options)


def _x264(rung: Rung, probe: Probe) -> dict[str, Any]:
    peak = _peak_bit_rate(rung, probe)
    return {
        "vcodec": "libx264",
        "preset": PRESET,
        "crf": CRF,
        "maxrate": peak,
        "bufsize": peak * 2,
        "profile:v": "high",
        "force_key_frames": f"expr:gte(t,n_forced*{KEY_SECONDS})",
        "g": 600,
        "sc_threshold": 0,
        "fps_mode": "vfr",
        "enc_time_base": f"1:{CLOCK}",
        "video_track_timescale": CLOCK,
    }


def _peak_bit_rate(rung: Rung, probe: Probe) -> int:
    size = int(rung.name.removesuffix("p"))
    return round(PEAK_BIT_RATES[size] * (1.5 if probe.fps > 40 else 1))
