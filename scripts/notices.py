"""Writes THIRD-PARTY-NOTICES.md: Practika's dependencies and their licences.

make notices
"""

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "THIRD-PARTY-NOTICES.md"
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]+\])?==(\S+)", re.M)
UNDECLARED = {"huey": "MIT"}
"""Packages whose metadata names no licence, but whose licence file does."""
FONTS = "node_modules/@fontsource"

HEAD = """\
# Third-party notices

Practika itself is under the [MIT licence](LICENSE). It stands on the work of others, listed here
with the licence that each names for itself. Some Python packages carry programs and libraries with
other licences inside: [docs/licences.md](docs/licences.md) says which, and what that means for
whoever ships an image.

`make notices` writes this page from the lock files.

## Python packages

Installed from requirements.lock. The texts of their licences are installed with them.

| package | version | licence |
| --- | --- | --- |
"""
FRONT_END = """
## In the browser

Bundled into the scripts, styles and fonts that the pages load.

| package | version | licence |
| --- | --- | --- |
"""


def main() -> None:
    FILE.write_text(render(), encoding="utf-8")


def render() -> str:
    bundled = list(bundled_packages())
    parts = [HEAD, *python_rows(), FRONT_END, *map(row_of, bundled), *map(text_of, bundled)]
    return "".join(parts)


def python_rows() -> Iterator[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in PIN.findall(lock):
        try:
            licence = licence_of(metadata.metadata(name))
        except metadata.PackageNotFoundError:  # for another system or another Python
            continue
        yield f"| {name} | {version} | {UNDECLARED.get(name) or licence} |\n"


def licence_of(said: metadata.PackageMetadata) -> str:
    if expression := said.get("License-Expression"):
        return expression
    classifiers = said.get_all("Classifier") or []
    licences = [one.split(" :: ")[-1] for one in classifiers if one.startswith("License ::")]
    return ", ".join(licences) or (said.get("License") or "").split("\n")[0]


def bundled_packages() -> Iterator[Path]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place, package in packages.items():
        is_ours = place.startswith(FONTS) or not package.get("dev")
        if place and is_ours:
            yield ROOT / place


def row_of(package: Path) -> str:
    said = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return f"| {said['name']} | {said['version']} | {said['license']} |\n"


def text_of(package: Path) -> str:
    name = package.relative_to(ROOT / "node_modules")
    text = next(package.glob("LICEN[SC]E*")).read_text(encoding="utf-8")
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"\n### {name}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    main()
