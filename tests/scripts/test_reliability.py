"""The drills' own parts, which nobody runs in between: that they are there at all."""

import importlib
import inspect
from functools import reduce
from typing import Any

import pytest

from scripts.reliability.__main__ import DRILLS
from scripts.reliability.forked import HOOKED
from scripts.reliability.paused_workers import BEFORE_COMMIT, IN_TAKEOVER


@pytest.mark.parametrize("module", DRILLS.values(), ids=list(DRILLS))
def test_a_drill_runs_without_being_told_anything(module: str) -> None:
    parameters = inspect.signature(importlib.import_module(module).run).parameters.values()

    assert [one.name for one in parameters if one.default is inspect.Parameter.empty] == []


@pytest.mark.parametrize(("module", "name"), HOOKED)
def test_a_hooked_step_is_a_function_of_the_portal(module: str, name: str) -> None:
    """In the module's own names: a hook on what is only borrowed there would still be reached."""
    owner: Any = importlib.import_module(module)

    assert callable(reduce(getattr, name.split("."), owner))


@pytest.mark.parametrize("storage", ["LocalStorage", "S3Storage"])
def test_a_worker_is_paused_at_steps_that_come(storage: str) -> None:
    hooked = {name for _module, name in HOOKED}

    for moment in (BEFORE_COMMIT, IN_TAKEOVER):
        assert moment.format(storage=storage).split(" ", 1)[1] in hooked
