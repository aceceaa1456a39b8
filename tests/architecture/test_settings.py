"""One environment variable per knob, each with a line in .env.example."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.ladder import ROOT

KNOB = re.compile(r"^[A-Z][A-Z0-9_]{2,}$")
READERS = {"knob", "text", "flag", "number", "names", "folder", "choice"}
EXAMPLE_LINE = re.compile(r"^#?\s?([A-Z][A-Z0-9_]{2,})=(.*)$", re.M)


def calls() -> Iterator[ast.Call]:
    settings = sorted((ROOT / "site/portal/settings").glob("*.py"))
    for path in [*settings, ROOT / "deploy/gunicorn.conf.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def reads_environment(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in READERS
    owner = getattr(call.func, "value", None)
    return isinstance(owner, ast.Name) and owner.id == "reader"


def knob_named_in(call: ast.Call) -> str | None:
    values = (argument.value for argument in call.args if isinstance(argument, ast.Constant))
    return next((one for one in values if isinstance(one, str) and KNOB.match(one)), None)


def knobs() -> set[str]:
    named = (knob_named_in(call) for call in calls() if reads_environment(call))
    return {name for name in named if name}


def example() -> dict[str, str]:
    return dict(EXAMPLE_LINE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))


def test_every_knob_has_a_line_in_the_example() -> None:
    assert sorted(knobs() - set(example())) == []


def test_every_line_of_the_example_is_a_knob() -> None:
    assert sorted(set(example()) - knobs()) == []


def test_the_example_changes_nothing_as_it_is() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
