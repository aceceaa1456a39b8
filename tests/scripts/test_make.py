"""`make` alone lists the commands; the browser is found or given, never skipped."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.ladder import ROOT

COMMANDS = (
    "dev prod-local test quick migrate superuser worker demo lint type fmt bench bench-load "
    "bench-reliability fuzz audit seed-large schema picture messages screenshots lock notices "
    "build js-test clean"
)


def test_make_lists_every_command_on_one_line() -> None:
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert {words[1] for words in lines} == set(COMMANDS.split())
    assert all(len(words) > 3 for words in lines)


def ensure_browser(chromium: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.ensure_browser"],
        cwd=ROOT,
        env={**os.environ, "CHROMIUM": str(chromium)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_given_browser_is_used(tmp_path: Path) -> None:
    browser = tmp_path / "my-chromium"
    browser.write_text("#!/bin/sh\necho Chromium 150.0\n")
    browser.chmod(0o755)
    assert ensure_browser(browser).stdout == f"{browser}\n"


def test_a_given_browser_that_does_not_run_is_reported(tmp_path: Path) -> None:
    done = ensure_browser(tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("CHROMIUM is ")
    assert done.stderr.count("\n") == 1
