"""docs/security.md names tests: they are there."""

import re

from portal.settings.env import ROOT

PROMISES = ROOT / "docs" / "security.md"


def test_every_promise_is_held_by_tests_that_exist() -> None:
    rows = [row for row in PROMISES.read_text().splitlines() if row.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| promise", "| ---"))]
    named = [re.findall(r"`(tests/[^`]+)`", row) for row in promises]

    assert len(promises) > 20
    assert [row for row, tests in zip(promises, named, strict=True) if not tests] == []
    assert [one for tests in named for one in tests if not (ROOT / one).exists()] == []
