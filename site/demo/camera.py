"""Films one video. Runs on its own, in a sandbox.

python camera.py '{"path": "/out/film.mp4", "recipe": {…}}'
"""

import json
import sys
from pathlib import Path


def main() -> None:
    # Started by its path and isolated: its own folder is all that Python would search.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from demo.video import make_video  # noqa: PLC0415

    order = json.loads(sys.argv[1])
    make_video(order["path"], **order["recipe"])


if __name__ == "__main__":
    main()
