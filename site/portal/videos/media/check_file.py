"""Decode samples of a finished rendition, each as a player would: header plus one segment.

    python check_file.py '{"path": …, "init": [0, 900], "segments": [[900, 12000], …]}'

Prints `{"decoded": [1 when every track of that segment gives a frame, else 0, …]}`. Runs alone,
in the cage.
"""

import io
import json
import sys
from pathlib import Path

import av

ENOUGH = 32 * 1024 * 1024
"""Bytes of a segment that are read: its sound comes after all its pictures."""


def main() -> None:
    order = json.loads(sys.argv[1])
    av.logging.set_level(None)
    with Path(order["path"]).open("rb") as file:
        init = _bytes(file, *order["init"])
        counts = [_decodes(init + _bytes(file, *piece)) for piece in order["segments"]]
    sys.stdout.write(json.dumps({"decoded": counts}))


def _bytes(file: io.BufferedReader, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(min(size, ENOUGH))


def _decodes(data: bytes) -> int:
    try:
        with av.open(io.BytesIO(data), "r", format="mp4", options={"probesize": "32"}) as container:
            return int(_every_track_plays(container))
    except av.error.FFmpegError:
        return 0


def _every_track_plays(container: av.container.InputContainer) -> bool:
    waiting = {stream.index for stream in container.streams}
    for stream in container.streams:
        stream.codec_context.thread_count = 1
    for packet in container.demux():
        if packet.stream_index in waiting and packet.decode():
            waiting.remove(packet.stream_index)
        if not waiting:
            return True
    return False


if __name__ == "__main__":
    main()
