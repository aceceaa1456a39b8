"""Asks PyPI and npm which pinned packages have known weaknesses; needs the internet.

make audit

Exits with 1 if a package has one, with 2 if one could not be asked about. For our own code see
ruff's rules "S" (those of bandit) in `make lint`, for licences `make notices`; both are in
`make test`, which works without these services.
"""

import json
import subprocess
import sys
from typing import Any

from scripts import bootstrap
from scripts.common.paths import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def main() -> None:
    bootstrap.install_packages("requirements-audit.lock", "pip-audit")
    weak, unknown = [], []
    for name, found in (("npm", of_npm(_npm())), *((lock, of_pip(_pip(lock))) for lock in LOCKS)):
        print(f"{name}: {len(found[0])} known weaknesses, {len(found[1])} not answered")
        weak += found[0]
        unknown += found[1]
    for line in weak + unknown:
        print(line)
    sys.exit(1 if weak else 2 if unknown else 0)


def of_pip(report: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The weaknesses that pip-audit found, and the packages that it could not ask about."""
    weak, unknown = [], []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unknown.append(f"{package['name']}: {package['skip_reason']}")
        for weakness in package.get("vulns", []):
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            weak.append(
                f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}"
            )
    return weak, unknown


def of_npm(report: dict[str, Any]) -> tuple[list[str], list[str]]:
    if "vulnerabilities" not in report:
        return [], [f"npm: {report.get('message') or 'no answer'}"]
    return [
        f"{name}: {found['severity']} in {found['range']}"
        for name, found in report["vulnerabilities"].items()
    ], []


def _pip(lock: str) -> dict[str, Any]:
    options = ["--disable-pip", "--no-deps", "--progress-spinner=off", "--format=json"]
    command = [sys.executable, "-m", "pip_audit", *options, "--requirement", lock]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return {"dependencies": [{"name": lock, "skip_reason": last}]}
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _npm() -> dict[str, Any]:
    command = [bootstrap.npm(), "audit", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=bootstrap.tool_env(), capture_output=True, text=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout or "{}")
    return report


if __name__ == "__main__":
    main()
