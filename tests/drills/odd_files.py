"""The whole table of odd files at every way in: the page, the API, the library.

Runs tests/corpus/test_ways_in.py with every file, on the stack that PRACTIKA_STACK names.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from scripts.common.paths import ROOT
from tests.drills.result import Result

QUICK = {"which": "some"}
PYTEST = ("-m", "pytest", "-q", "--no-cov", "-p", "no:cacheprovider", "-n", "2")


def run(*, which: str = "all") -> dict[str, Any]:
    """Each trial is one file at one way in."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "odd-files.xml"
        subprocess.run(
            [sys.executable, *PYTEST, f"--junitxml={report}", "tests/corpus/test_ways_in.py"],
            cwd=ROOT,
            env={**os.environ, "ODD_FILES": which},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - our own report
    wrong = [str(case.get("name")) for case in cases if len(case)]
    return Result(
        "FILES",
        "the table of odd files at every way in: the right answer",
        trials=len(cases),
        faults={"wrong answers": len(wrong)},
        seconds=round(time.monotonic() - started, 1),
        note=", ".join(wrong),
    ).as_dict()
