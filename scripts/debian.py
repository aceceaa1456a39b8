"""Installs Debian packages if this user may: as root, or with sudo without a password."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
"""Debian runs it before an installation starts a service; exit code 101 forbids that."""
CLUSTERS = Path("/etc/postgresql-common/createcluster.conf")


def install_server(*packages: str, service: str) -> None:
    """Installs only the program: its service is started neither now nor at boot."""
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        return
    was_there = has_service(service)
    with no_service_starts(root):
        install(*packages)
    if has_service(service) and not was_there:
        attempt([*root, "update-rc.d", service, "disable"])


def install(*packages: str) -> None:
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        return
    print(f"Installing {', '.join(packages)} …", file=sys.stderr, flush=True)
    quiet = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    attempt([*quiet, "update"])
    attempt([*quiet, "install", "-y", "--no-install-recommends", *packages])


def require(program: str, *, package: str, for_: str) -> None:
    """Installs it if it is missing; if that can't be done, ends with what to do."""
    if shutil.which(program) is None:
        install(package)
    if shutil.which(program) is None:
        sys.exit(
            f"{package} is needed for {for_}, and could not be installed here: run "
            f"`apt-get install {package}` as root, then run the same command again."
        )


@contextlib.contextmanager
def no_first_cluster() -> Iterator[None]:
    """Stops Debian from creating and starting a database with the first PostgreSQL."""
    root = as_root()
    if root is None or not CLUSTERS.exists():
        yield
        return
    kept = f"{CLUSTERS}.kept"
    attempt([*root, "cp", "-p", str(CLUSTERS), kept])
    attempt([*root, "pg_conftool", str(CLUSTERS), "set", "create_main_cluster", "off"])
    try:
        yield
    finally:
        attempt([*root, "mv", kept, str(CLUSTERS)])


@contextlib.contextmanager
def no_service_starts(root: Sequence[str]) -> Iterator[None]:
    if POLICY.exists():  # the machine's administrator has decided
        yield
        return
    deny = f"printf '#!/bin/sh\\nexit 101\\n' > {POLICY} && chmod 755 {POLICY}"
    attempt([*root, "sh", "-c", deny])
    try:
        yield
    finally:
        attempt([*root, "rm", "-f", str(POLICY)])


def has_service(name: str) -> bool:
    return Path("/etc/init.d", name).exists()


def as_root() -> list[str] | None:
    """The prefix that runs a command as root, or None if that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
        return None
    return [sudo, "-n"] if sudo else None


def attempt(command: Sequence[str]) -> None:
    """Its output goes to standard error, as standard output may carry a result."""
    subprocess.run(command, stdout=sys.stderr, check=False)
