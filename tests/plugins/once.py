"""What runs on the embedded stack alone: on the other it would tell nothing more.

Whatever touches the database, the cache, the queue or the storage that the stack provides runs on
both. A line here needs its reason.
"""

import os
from typing import Any

import pytest

ONCE = {
    "tests/architecture": "reads the source",
    "tests/corpus/test_corpus.py": "sends odd files through the engine, to no storage",
    "tests/deploy": "reads configuration",
    "tests/faults": "starts production's servers for itself",
    "tests/scripts/test_bootstrap.py": "starts programs of its own",
    "tests/scripts/test_dev.py": "starts programs of its own",
    "tests/scripts/test_make.py": "starts programs of its own",
    "tests/services": "starts production's servers for itself",
    "tests/videos/media": "knows files and ffmpeg alone",
    "tests/videos/storage": "asks every storage there is, S3 on its own servers too",
}


def is_production() -> bool:
    return os.environ.get("PRACTIKA_STACK") == "production"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not is_production():
        return
    left_out = [item for item in items if item.nodeid.startswith(tuple(ONCE))]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not is_production():
        return
    terminalreporter.section("Left to the embedded stack")
    for name, reason in ONCE.items():
        terminalreporter.line(f"{name}: {reason}")
