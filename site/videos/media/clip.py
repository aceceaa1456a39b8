"""A span of a rendition as a separate file, by copying: nothing is encoded again."""

from pathlib import Path
from typing import Any

import ffmpeg

from .boxes import BrokenFile, movie_length_ms
from .command import file_output, own_input, run_graph
from .errors import MediaTrouble, TroubleKind
from .verify import tolerance_ms


def cut_clip(rendition_path: Path, out_path: Path, start_ms: int, end_ms: int) -> tuple[int, int]:
    """Write [start, end) as MP4; returns its size in bytes and its length in ms.

    The file begins at the key frame before `start_ms`, and an edit list hides what comes too early,
    so it plays from the requested time. `rendition_path` may also be a piece of a rendition: its
    header followed by the segments that cover the span.
    """
    if not 0 <= start_ms < end_ms:
        raise ValueError(f"no clip from {start_ms} to {end_ms} ms")
    out_path.parent.mkdir(parents=True, exist_ok=True)
    output = _span(rendition_path, out_path, start_ms, end_ms)
    run_graph(output, reads=[rendition_path], writes=out_path.parent, duration_ms=end_ms - start_ms)
    return _checked(out_path, end_ms - start_ms)


def _span(rendition_path: Path, out_path: Path, start_ms: int, end_ms: int) -> Any:
    media = own_input(rendition_path, ss=start_ms / 1000, seek_timestamp=1)
    return ffmpeg.output(
        media,
        file_output(out_path),
        t=(end_ms - start_ms) / 1000,
        c="copy",
        f="mp4",
        movflags="+faststart",
        map_metadata=-1,
        map_chapters=-1,
        fflags="+bitexact",
    )


def _checked(out_path: Path, asked_ms: int) -> tuple[int, int]:
    try:
        length_ms = movie_length_ms(out_path)
    except (BrokenFile, FileNotFoundError) as error:
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"clip: {error}") from error
    if length_ms <= 0 or length_ms > asked_ms + tolerance_ms(asked_ms):
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"clip of {length_ms} for {asked_ms} ms")
    return out_path.stat().st_size, length_ms
