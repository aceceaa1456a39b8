#!/usr/bin/env python3
"""Makes sure that bubblewrap works here, installing it where it may: the tests of the cage need it.

It shuts in what reads untrusted files, so these tests are never skipped for want of it: where it
can't be had, this ends with the sentence that says what to do.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts import debian

UBUNTU_LOCK = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
TRIAL = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]


def main() -> None:
    if shutil.which("bwrap") is None:
        debian.install("bubblewrap")
    if shutil.which("bwrap") is None:
        sys.exit(
            "The tests need bubblewrap, which could not be installed here: run `apt-get install "
            "bubblewrap` as root, and the same command again."
        )
    tried = subprocess.run(TRIAL, capture_output=True, text=True, timeout=30, check=False)
    if tried.returncode:
        sys.exit(f"bubblewrap does not work here ({tried.stderr.strip()}). {mend()}")


def mend() -> str:
    if UBUNTU_LOCK.exists() and UBUNTU_LOCK.read_text(encoding="ascii").strip() == "1":
        return f"Allow it as root: `sysctl -w kernel.{UBUNTU_LOCK.name}=0`."
    return (
        "This machine forbids unprivileged user namespaces: in a container, allow `clone` and "
        "`unshare` (deploy/README.md)."
    )


if __name__ == "__main__":
    main()
