"""Decode samples of a finished rendition, each as a player would: header plus one segment.

    python check_file.py '{"path": …, "init": [0, 900], "segments": [[900, 12000], …]}'

Prints `{"decoded": [frames of each segment…]}`. Runs alone, in the cage.
"""

import io
import json
import sys
from pathlib import Path

import av


def main() -> None:
    order = json.loads(sys.argv[1])
    av.logging.set_level(None)
    with Path(order["path"]).open("rb") as file:
        init = _bytes(file, *order["init"])
        counts = [_decoded(init + _bytes(file, *piece)) for piece in order["segments"]]
    sys.stdout.write(json.dumps({"decoded": counts}))


def _bytes(file: io.BufferedReader, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _decoded(data: bytes) -> int:
    """1 when every track of the piece gives a frame, else 0."""
    try:
        with av.open(io.BytesIO(data), "r", format="mp4") as container:
            kinds = [stream.type for stream in container.streams if stream.type != "data"]
        return int(all(_gives_frame(data, kind) for kind in kinds))
    except av.error.FFmpegError:
        return 0


def _gives_frame(data: bytes, kind: str) -> bool:
    with av.open(io.BytesIO(data), "r", format="mp4") as container:
        for stream in container.streams:
            stream.codec_context.thread_count = 1
        return next(iter(container.decode(**{kind: 0})), None) is not None


if __name__ == "__main__":
    main()
