"""Coverage is not counted in tests that ask whole pages by the hundred, or start programs.

Tracing makes Python take twice as long. Such tests run most lines of the code anyhow, without
looking closely at what each does: what counts is covered by the others. Of a test with many cases
the first one is counted, as the others walk through the same lines. All this can only lower the
figure, so what it proves is proved.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from coverage import Coverage
from django.template import engines
from django.urls import get_resolver

NOT_COUNTED = (
    "tests/admin_forms",
    "tests/browser",
    "tests/courses/test_verbs.py",
    "tests/deploy",
    "tests/faults",
    "tests/feedback/test_many_remarks.py",
    "tests/feedback/test_windows.py",
    "tests/scripts",
    "tests/security",
    "tests/services",
)

COUNTED = pytest.StashKey[set[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is first imported in a test that is not counted would look as if it never ran."""
    assert get_resolver().url_patterns
    engines.all()
    first = {one_of(item): item.nodeid for item in reversed(session.items)}
    session.stash[COUNTED] = {name for name in first.values() if not name.startswith(NOT_COUNTED)}


def one_of(item: pytest.Item) -> str:
    """The test of which this is a case."""
    return item.nodeid.partition("[")[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    is_counted = item.nodeid in item.session.stash[COUNTED]
    current = None if is_counted else Coverage.current()
    if current:
        current.stop()
    try:
        return (yield)
    finally:
        if current:
            current.start()
