"""Coverage is not counted in tests that ask whole pages by the hundred, or start programs.

Tracing makes Python take twice as long. Such tests run most lines of the code anyhow, without
looking closely at what each does: what counts is covered by the others.
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


def pytest_collection_finish() -> None:
    """What is first imported in a test that is not counted would look as if it never ran."""
    assert get_resolver().url_patterns
    engines.all()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    current = Coverage.current() if item.nodeid.startswith(NOT_COUNTED) else None
    if current:
        current.stop()
    try:
        return (yield)
    finally:
        if current:
            current.start()
