"""Decode samples of a finished rendition, each as a player would: header plus one segment.

    python check_file.py '[{"path": …, "init": [0, 900], "segments": [[900, 12000], …]}, …]'

Prints, for each file, `[1 if every track in that segment gives a frame, else 0, …]`. Runs in its
own process, in the sandbox.
"""

import errno
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av

ENOUGH = 32 * 1024 * 1024
"""How many bytes of a segment are read: its sound comes after all its pictures."""

AS_DECLARED: Any = {
    "options": {"probesize": "32"},
    "stream_options": [{"skip_frame": "all"}, {"skip_frame": "all"}],
}
"""Opening decodes nothing: our own header has everything, and the first picture, by far the most
expensive, would be decoded twice. The decoders used for checking are others, which skip nothing.
"""


def main() -> None:
    orders = json.loads(sys.argv[1])
    av.logging.set_level(None)
    sys.stdout.write(json.dumps([_checked(**order) for order in orders]))


def _checked(path: str, init: list[int], segments: list[list[int]]) -> list[int]:
    """Two at a time: someone is waiting, and decoders release the GIL."""
    header = _bytes(path, *init)
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda piece: _decodes(header + _bytes(path, *piece)), segments))


def _bytes(path: str, offset: int, size: int) -> bytes:
    with Path(path).open("rb") as file:
        file.seek(offset)
        return file.read(min(size, ENOUGH))


def _decodes(data: bytes) -> int:
    try:
        with av.open(io.BytesIO(data), "r", format="mp4", **AS_DECLARED) as container:
            return int(_every_track_plays(container))
    except av.error.FFmpegError:
        return 0


def _every_track_plays(container: av.container.InputContainer) -> bool:
    """Every track that has samples here: sound may end long before the picture does."""
    tracks = {stream.index for stream in container.streams}
    for stream in container.streams:
        stream.codec_context.thread_count = 1
    there, playing = set(), set()
    for packet in container.demux():
        if packet.size:
            there.add(packet.stream_index)
        if packet.stream_index not in playing and packet.decode():
            playing.add(packet.stream_index)
        if playing == tracks:
            break
    return bool(playing) and there <= playing


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(256 - errno.ENOMEM)  # as ffmpeg ends, see run.py
