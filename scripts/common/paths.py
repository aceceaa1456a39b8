"""Paths: the sources, and the caller's data folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = tuple(str(ROOT / folder) for folder in ("site", "", "sdk"))
"""What Python's path needs for the portal, the scripts and the client package."""
# Read once: benchmarks later set a data folder of their own in the environment.
USUAL_HOME = Path(os.environ.get("PRACTIKA_HOME") or ROOT / "var").expanduser().resolve()
RESULTS = USUAL_HOME / "bench"
"""Results of benchmarks and drills."""
