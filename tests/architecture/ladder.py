"""The ladder of pyproject.toml, read once for every test that climbs it."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def _linter() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    linter: dict[str, Any] = project["tool"]["importlinter"]
    return linter


def is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in _linter()["root_packages"]


def floors() -> list[list[str]]:
    """Top to bottom; each floor lists the packages that share it."""
    layers = next(one["layers"] for one in _linter()["contracts"] if one["id"] == "ladder")
    return [[name.strip() for name in layer.replace("|", ":").split(":")] for layer in layers]


def independent_siblings() -> set[frozenset[str]]:
    return {frozenset({"feedback", "invitations"})}


def package_of(module: str) -> str | None:
    """The package on the ladder that `module` belongs to; None for other people's modules."""
    packages = [name for floor in floors() for name in floor]
    owners = [name for name in packages if module == name or module.startswith(f"{name}.")]
    return max(owners, key=len, default=None)


def height(package: str) -> int:
    """0 is the ground floor."""
    return next(level for level, floor in enumerate(reversed(floors())) if package in floor)


def may_know(upper: str, lower: str) -> bool:
    """Whether code or rows of `upper` may refer to those of `lower`."""
    if frozenset({upper, lower}) in independent_siblings():
        return False
    return height(upper) >= height(lower)
