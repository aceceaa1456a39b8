"""Where things are: the sources, and the data folder of whoever calls."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = tuple(str(ROOT / folder) for folder in ("site", "", "sdk"))
"""What Python's path needs for the portal, the scripts and the client package."""
# Read once: a bench names a home of its own in the environment later.
USUAL_HOME = Path(os.environ.get("PRACTIKA_HOME") or ROOT / "var").expanduser().resolve()
RESULTS = USUAL_HOME / "bench"
"""What benches and drills found."""
