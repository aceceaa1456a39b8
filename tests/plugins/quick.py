"""`--quick`, for `make quick`: without browsers, films, servers and other long work.

What is left out is told at the end, and runs in `make test`.
"""

from pathlib import Path
from typing import Any

import pytest

LONG = {
    "page": "drives a browser",
    "browser": "drives a browser",
    "live_server": "starts a server",
    "rclone_bucket": "starts an S3 server",
    "moto_bucket": "starts an S3 server",
    "run_jobs": "transcodes",
    "make_asset": "transcodes",
    "ready_asset": "transcodes",
    "real_video": "transcodes",
    "transactional_db": "commits, so the database is restored after it",
}
"""Fixtures by which a test takes long."""

LONG_ROOMS = {
    "tests/admin_forms": "fills in every form",
    "tests/browser": "drives a browser",
    "tests/core/doctor": "starts programs",
    "tests/core/test_bucket_settings.py": "starts programs",
    "tests/core/test_cache.py": "starts servers",
    "tests/core/test_settings_of_servers.py": "starts programs",
    "tests/core/test_sqlite.py": "waits for other writers",
    "tests/corpus": "transcodes",
    "tests/courses/test_copying.py": "copies whole courses",
    "tests/courses/test_verbs.py": "asks every page of the admin",
    "tests/demo": "transcodes",
    "tests/deploy": "starts servers",
    "tests/drills": "forks workers",
    "tests/faults": "starts servers",
    "tests/feedback/moderation/test_queue.py": "asks every list of the queue",
    "tests/feedback/test_many_remarks.py": "works with a thousand remarks",
    "tests/feedback/test_windows.py": "works at two desks in every order",
    "tests/practice/test_languages.py": "translates whole courses",
    "tests/scripts": "starts programs",
    "tests/sdk": "starts a server",
    "tests/security": "asks every page as everybody",
    "tests/services": "starts servers",
    "tests/test_stack.py": "starts programs",
    "tests/videos/admin/test_storage.py": "lists ten thousand people",
    "tests/videos/doctor": "starts servers",
    "tests/videos/media": "transcodes",
    "tests/videos/storage": "starts servers",
    "tests/videos/test_both_ears.py": "transcodes",
    "tests/videos/test_checks.py": "starts programs",
    "tests/videos/test_staging.py": "waits for other writers",
    "tests/videos/test_worker_processes.py": "starts workers",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out what takes long")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """True, which leaves it out, for long rooms: importing them takes a while, too."""
    if not config.getoption("quick"):
        return None
    path = collection_path.relative_to(config.rootpath).as_posix()
    return path in LONG_ROOMS or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("quick"):
        return
    left_out = {item for item in items if _is_long(item)}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _is_long(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    return commits or not LONG.keys().isdisjoint(_fixtures(item))


def _fixtures(item: pytest.Item) -> set[Any]:
    """By their names, and those that a parameter names."""
    parameters = getattr(item, "callspec", None)
    named = {str(value) for value in parameters.params.values()} if parameters else set()
    return named | set(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("quick"):
        terminalreporter.section("Left to `make test`: what …")
        for reason in sorted({*LONG.values(), *LONG_ROOMS.values()}):
            terminalreporter.line(reason)
