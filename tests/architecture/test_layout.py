"""What the folders and the code may hold."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.ladder import ROOT

PACKAGES = ("site", "courses", "practice", "feedback", "invitations")

# Untrusted media and the demo's own drawings; nobody else starts a process.
MAY_START_PROCESSES = {
    "site/videos/media/run.py",
    "site/videos/media/sandbox.py",
    "site/demo/video.py",
}


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_site_is_a_source_root_and_no_package() -> None:
    """`site` is a standard-library module too: a package of that name can break the interpreter."""
    assert not (ROOT / "site" / "__init__.py").exists()
    assert [path.name for path in (ROOT / "site").glob("*.py")] == []


def test_processes_are_started_in_few_places() -> None:
    starters = {
        str(path.relative_to(ROOT)) for path in sources() if "subprocess" in imported_by(path)
    }
    assert starters <= MAY_START_PROCESSES


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "helpers", "misc", "common"}
    assert [str(path) for path in sources() if path.stem in drawers] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
