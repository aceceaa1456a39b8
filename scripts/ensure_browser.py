#!/usr/bin/env python3
"""Prints the path of a Chromium for the browser tests, and installs one if it can.

CHROMIUM in the environment takes precedence. No test is skipped because a browser is missing: if
none can be installed, this ends with the command that installs one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.debian import as_root, attempt
from scripts.debian import install as install_debian

SHELL = "chromium-headless-shell"
"""Chromium's engine without its windows: tests are a third less work for the machine."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = (
    "The browser tests need Chromium, which could not be installed here: run "
    "`apt-get install chromium` (Debian) or `.venv/bin/playwright install --with-deps chromium` "
    "(Ubuntu and others) as root, or set CHROMIUM, then run the same command again."
)


def main() -> None:
    given = os.environ.get("CHROMIUM")
    if given and not runs(given):
        sys.exit(f"CHROMIUM is {given}, which does not run: set it to another path or unset it.")
    browser = given or headless_shell() or find_browser() or installed_browser()
    if browser is None:
        sys.exit(NEEDED)
    print(browser)


def headless_shell() -> str | None:
    """Debian has a package of it, which also goes beside a whole Chromium."""
    if not shutil.which(SHELL) and "ID=debian" in os_release():
        install_debian(SHELL)
    found = shutil.which(SHELL)
    return found if found and runs(found) else None


def find_browser() -> str | None:
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [*on_path, *map(str, playwright_browsers())]
    return next((path for path in candidates if path and runs(path)), None)


def playwright_browsers() -> list[Path]:
    cache = Path.home() / ".cache" / "ms-playwright"
    return sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)


def runs(path: str) -> bool:
    """Finding one is not enough: Ubuntu's `chromium-browser` may only point to a snap."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and b"Chrom" in said.stdout


def installed_browser() -> str | None:
    """Debian has a Chromium package; elsewhere Playwright installs its own."""
    print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
    for install in (install_from_debian, install_from_playwright):
        install()
        if browser := find_browser():
            return browser
    return None


def install_from_debian() -> None:
    if "ID=ubuntu" not in os_release():
        install_debian("chromium")


def install_from_playwright() -> None:
    root = as_root()
    playwright = [sys.executable, "-m", "playwright"]
    if root is not None:
        attempt([*root, *playwright, "install-deps", "chromium"])
    attempt([*playwright, "install", "chromium"])


def os_release() -> str:
    release = Path("/etc/os-release")
    return release.read_text(encoding="utf-8") if release.exists() else ""


if __name__ == "__main__":
    main()
