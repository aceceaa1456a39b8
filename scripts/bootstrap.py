#!/usr/bin/env python3
"""Installs what Practika needs, in the folder it lives in. Nothing else on the machine changes.

    python3 scripts/bootstrap.py runtime    .venv with the packages of requirements.lock
    python3 scripts/bootstrap.py dev        the same with requirements-dev.lock
    python3 scripts/bootstrap.py node       node_modules, and Node.js where the machine has none
    python3 scripts/bootstrap.py build      static/build, from static/js and static/css
    python3 scripts/bootstrap.py js-test    the tests of the front end's logic

It runs on the standard library alone, before anything is installed. `make` calls it when a lock
file is newer than the stamp that each step leaves behind. What cannot be had is told in a sentence.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Practika needs Python 3.11 or newer and this is Python %d.%d: install a newer one "
        "and name it, for example `make dev PYTHON=python3.12`." % sys.version_info[:2]
    )

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.common.install_progress import Progress, of_pip
from scripts.common.install_trouble import trouble

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST_NODE = 20
PYPI = "PyPI"
NPM = "the npm registry"


def main() -> None:
    step = STEPS.get(sys.argv[1]) if len(sys.argv) == 2 else None
    if step is None:
        sys.exit(__doc__)
    try:
        step()
    except KeyboardInterrupt:
        sys.exit("Stopped. Run the same command again to go on.")
    except OSError as error:
        sys.exit(f"Practika could not write what it installs: {error}.")


def install_runtime() -> None:
    make_venv()
    install_packages("requirements.lock", "Python packages")
    stamp(VENV / ".installed-runtime")


def install_dev() -> None:
    make_venv()
    install_packages("requirements-dev.lock", "the tools for tests")
    stamp(VENV / ".installed-dev")


def install_node_modules() -> None:
    make_venv()
    if not system_node_is_new_enough() and not (VENV / "bin" / "node").exists():
        install_packages("requirements-node.lock", "Node.js")
    run(
        [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "Installing the front end's packages",
        source=NPM,
    )
    stamp(ROOT / "node_modules" / ".installed")


def build_frontend() -> None:
    run([npm(), "run", "--silent", "build"], "Building the front end")
    stamp(ROOT / "static" / "build" / ".built")


def test_frontend() -> None:
    tests = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.*js"))
    if not tests:
        sys.exit("There are no tests in tests/js.")
    command = [tool("node"), "--test", "--test-reporter=spec", *tests]
    sys.exit(subprocess.run(command, cwd=ROOT, env=tool_env(), check=False).returncode)


STEPS = {
    "runtime": install_runtime,
    "dev": install_dev,
    "node": install_node_modules,
    "build": build_frontend,
    "js-test": test_frontend,
}


def make_venv() -> None:
    """A venv that was moved, or whose Python is gone, is made anew."""
    if venv_works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode or not venv_works():
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "Practika needs Python's venv module, which this machine's Python lacks: install it "
            "(Debian and Ubuntu: `apt install python3-venv`) and run the same command again."
        )


def venv_works() -> bool:
    if not VENV_PYTHON.exists():
        return False
    ask = [str(VENV_PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def install_packages(lock: str, what: str) -> None:
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run(
        [*pip, "install", "--progress-bar=off", "--require-hashes", "--requirement", lock],
        f"Installing {what}",
        source=PYPI,
        so_far=of_pip(ROOT / lock, VENV),
    )


def system_node_is_new_enough() -> bool:
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return bool(version) and int(version.group(1)) >= OLDEST_NODE


def tool_env() -> dict[str, str]:
    """The environment in which `node` and `npm` are those chosen by install_node_modules."""
    env = {
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
    }  # a network of one's own may sign with its own CA
    if (VENV / "bin" / "node").exists():
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def tool(name: str) -> str:
    found = shutil.which(name, path=tool_env().get("PATH"))
    if found is None:
        sys.exit(f"Practika needs {name} to build its front end: run `make build` to install it.")
    return found


def npm() -> str:
    return tool("npm")


def run(
    command: list[str],
    what: str,
    *,
    source: str = "",
    so_far: Callable[[str], str] = lambda output: "",
) -> None:
    """Runs with its output kept in a file, which tells how far it is and why it failed."""
    log = VENV / "install.log"
    progress = Progress(what)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=tool_env(), stdout=output, stderr=subprocess.STDOUT
        )
        while (code := ended(process)) is None:
            progress.tell(so_far(read(log)))
    progress.end(failed=bool(code))
    if code:
        sys.exit(f"{trouble(what, read(log), source, code)} (details in {log.relative_to(ROOT)}).")


def ended(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code, or None after half a second."""
    try:
        return process.wait(0.5)
    except subprocess.TimeoutExpired:
        return None


def read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def stamp(path: Path) -> None:
    path.touch()


if __name__ == "__main__":
    main()
