"""Tests that start from the same costly thing run in one process, which makes that thing once.

A run's processes share nothing, so each would start the servers or encode the film for itself.
What belongs together is begun first, so that a run doesn't end with one of these and idle cores.
Names are asked, not marks: pytest-xdist 3.8 loses marks (`xdist_group`) under pytest 9.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/core/doctor/test_servers.py": "PostgreSQL and Redis",
    "tests/core/test_cache.py": "Redis",
    "tests/demo": "the demo's films",
    "tests/deploy/test_servers.py": "nginx and two web servers",
    "tests/faults": "PostgreSQL, Redis, web and worker",
    "tests/browser/test_signed_playback.py": "a minute of film",
    "tests/scripts/test_locks.py": "installs pip",
    "tests/services/test_servers.py": "PostgreSQL",
    "tests/videos/media/test_encode.py": "whole ladders",
    "tests/videos/test_worker_processes.py": "more than a minute of film",
}
"""Files and folders, and what they take their time for."""
A_CASE_EACH = "tests/corpus/test_corpus.py"
"""Several tests look at what one odd file became."""


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(test: str) -> str:
    """The name of what the test is part of; itself, if it stands alone."""
    if test.startswith(A_CASE_EACH):
        return A_CASE_EACH + test.removeprefix(test.partition("[")[0])
    return next((place for place in TOGETHER if test.startswith(place)), test)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)
