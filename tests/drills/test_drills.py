"""The drills seldom run: the names and hooks they use must exist."""

import importlib
import inspect
import signal
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tests.drills.__main__ import DRILLS
from tests.drills.forked import HOOKED, TAKEOVER, fork, steps_of
from tests.drills.paused_workers import BEFORE_COMMIT, IN_TAKEOVER
from videos.storage import MissingObject, get_storage
from videos.worker import makers


@pytest.mark.parametrize("module", DRILLS.values(), ids=list(DRILLS))
def test_a_drill_runs_without_arguments(module: str) -> None:
    parameters = inspect.signature(importlib.import_module(module).run).parameters.values()

    assert [one.name for one in parameters if one.default is inspect.Parameter.empty] == []


@pytest.mark.parametrize("module", DRILLS.values(), ids=list(DRILLS))
def test_a_short_form_names_arguments_of_the_drill(module: str) -> None:
    drill = importlib.import_module(module)

    inspect.signature(drill.run).bind(**vars(drill).get("QUICK", {}))


@pytest.mark.parametrize(("module", "name"), HOOKED)
def test_a_hooked_step_is_a_function_of_the_portal(module: str, name: str) -> None:
    """In the module's own names: a hook on what is only borrowed there would still be reached."""
    owner: Any = importlib.import_module(module)

    assert callable(reduce(getattr, name.split("."), owner))


@pytest.mark.parametrize("storage", ["LocalStorage", "S3Storage"])
def test_a_worker_is_paused_at_steps_that_occur(storage: str) -> None:
    hooked = {name for _module, name in HOOKED}

    for moment in (BEFORE_COMMIT, IN_TAKEOVER):
        assert moment.format(storage=storage).split(" ", 1)[1] in hooked


@pytest.fixture
def one_move(local_storage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A takeover that does nothing else, by a process that has used the storage before."""

    def take_over() -> None:
        with suppress(MissingObject):
            get_storage().move("uploads/a", "videos/a")

    get_storage()
    monkeypatch.setattr(makers, TAKEOVER, take_over)


def _work() -> None:
    """Asks for it by name, which the hook has changed by then."""
    getattr(makers, TAKEOVER)()


@pytest.mark.usefixtures("one_move")
def test_steps_of_the_storage_are_seen(tmp_path: Path) -> None:
    names = steps_of(_work, tmp_path / "told.json")

    assert names == ["before take_over", "before LocalStorage.move", "after take_over"]


@pytest.mark.usefixtures("one_move")
@pytest.mark.parametrize(("at", "stops"), [("before LocalStorage.move", True), ("never", False)])
def test_a_worker_is_paused_at_its_step_if_it_occurs(at: str, stops: bool) -> None:
    child = fork(_work, at=at, by=signal.SIGSTOP)

    assert child.wait_until_stopped() is stops
    child.resume()
    assert child.wait() == 0
