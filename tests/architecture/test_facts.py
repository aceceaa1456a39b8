"""Each floor lists what happens on it, once."""

import ast
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from events.fact import Fact, facts_in
from tests.architecture.ladder import ROOT

FLOORS = ("courses", "practice", "feedback", "videos")
CATALOGUES = [import_module(f"{floor}.facts") for floor in FLOORS]
FACTS = [fact for catalogue in CATALOGUES for fact in facts_in(catalogue)]


def test_no_two_facts_have_one_verb() -> None:
    verbs = [fact.verb for fact in FACTS]
    assert len(verbs) == len(set(verbs)) > 20


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=FLOORS)
def test_a_verb_begins_with_its_floor(catalogue: ModuleType) -> None:
    floor = catalogue.__name__.split(".")[0]
    assert all(fact.verb.startswith(f"{floor}.") for fact in facts_in(catalogue))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.verb)
def test_a_fact_says_what_it_is(fact: type[Fact]) -> None:
    words = fact.__doc__ or ""
    assert words.endswith("."), words
    assert not words.startswith(f"{fact.__name__}("), "what dataclasses make up themselves"


def test_verbs_stand_in_the_catalogues_alone() -> None:
    verbs = {fact.verb for fact in FACTS}
    found = [
        f"{path.relative_to(ROOT)}: {value}"
        for floor in (*FLOORS, "events", "audit", "portal", "demo")
        for path in folder_of(floor).rglob("*.py")
        if path.name != "facts.py" and "migrations" not in path.parts
        for value in texts_in(path)
        if value in verbs
    ]
    assert found == []


def folder_of(floor: str) -> Path:
    return next(each for each in (ROOT / floor, ROOT / "site" / floor) if each.is_dir())


def texts_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
