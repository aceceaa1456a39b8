#!/usr/bin/env python3
"""Makes sure that bubblewrap works here, and installs it if it can: the sandbox tests need it.

It isolates the programs that read untrusted files, so these tests are never skipped: if it can't be
installed, this ends with a sentence that says what to do.
"""

import subprocess
import sys
from pathlib import Path

from scripts import debian

UBUNTU_LOCK = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
TRIAL = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]


def main() -> None:
    debian.require("bwrap", package="bubblewrap", for_="the tests")
    tried = subprocess.run(TRIAL, capture_output=True, text=True, timeout=30, check=False)
    if tried.returncode:
        sys.exit(f"bubblewrap does not work here ({tried.stderr.strip()}). {fix()}")


def fix() -> str:
    if UBUNTU_LOCK.exists() and UBUNTU_LOCK.read_text(encoding="ascii").strip() == "1":
        return f"Allow it as root: `sysctl -w kernel.{UBUNTU_LOCK.name}=0`."
    return (
        "This machine forbids unprivileged user namespaces: in a container, allow `clone` and "
        "`unshare` (deploy/README.md)."
    )


if __name__ == "__main__":
    main()
