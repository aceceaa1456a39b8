"""Names without versions in requirements*.txt, pins with hashes and no addresses in the locks."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.ladder import ROOT

NAMES = ["requirements", "requirements-dev", "requirements-node", "requirements-audit"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]+\])?==(\S+)", re.M)

# Django 6 needs Python 3.12, and Practika runs on 3.11: the one bound that is ours to set.
BOUNDS = {"django": "<6"}


def wanted(name: str) -> list[Requirement]:
    lines = (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def lock(name: str) -> str:
    return (ROOT / f"{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(lock(name)))


@pytest.mark.parametrize("name", NAMES)
def test_requirements_name_no_versions(name: str) -> None:
    versions = {one.name: str(one.specifier) for one in wanted(name) if one.specifier}
    assert versions == {key: BOUNDS[key] for key in versions if key in BOUNDS}


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_pinned(name: str) -> None:
    pinned = pins(name)
    assert [one.name for one in wanted(name) if one.name.lower() not in pinned] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", lock(name).strip())
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", NAMES)
def test_locks_hold_no_address(name: str) -> None:
    assert (
        re.findall(r"https?:|file:|ssh:|--(?:extra-)?index-url|--find-links|/tmp|/home", lock(name))
        == []
    )


def test_the_tools_lock_agrees_with_the_runtime_lock() -> None:
    tools = pins("requirements-dev")
    assert {name: tools.get(name) for name in pins("requirements")} == pins("requirements")


def test_package_lock_holds_no_address_of_a_registry() -> None:
    """npm finds packages by name and checks their hashes, wherever its registry is."""
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text


@pytest.mark.parametrize("place", [".pre-commit-config.yaml", ".ci/run", "Makefile"])
def test_tools_of_the_project_name_no_address(place: str) -> None:
    assert "://" not in Path(ROOT / place).read_text(encoding="utf-8")
