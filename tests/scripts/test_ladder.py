"""Scripts have layers, too: what benchmarks and load tests share is in the test bed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.ladder import ROOT

FLOORS = (("common",), ("services",), ("production",), ("testbed",), ("bench", "load"))
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", FLOOR_OF)
def test_scripts_import_only_floors_below(name: str) -> None:
    """Neither what is above nor what stands beside."""
    files = (ROOT / "scripts" / name).glob("*.py")
    found = [f"{path.name}: {module}" for path in files for module in imported(path)]
    forbidden = [one for one, floor in FLOOR_OF.items() if floor >= FLOOR_OF[name] and one != name]
    prefixes = tuple(f"scripts.{one}" for one in forbidden)

    assert len(found) > 0
    assert [one for one in found if one.split(": ")[1].startswith((*prefixes, "tests"))] == []
