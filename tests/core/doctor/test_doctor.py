"""The doctor itself: order, levels, broken checks, and what the command prints."""

import json
import threading
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import doctor
from core.doctor import Finding, bad, good, note, register


@pytest.fixture(autouse=True)
def _no_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_known", {})


def _fine() -> Iterator[Finding]:
    yield good("all is well")


def test_checks_come_in_their_order() -> None:
    for name, order in (("second", 20), ("first", 10), ("third", 30)):
        register(name, order=order)(_fine)

    assert [name for name, _finding in doctor.examine()] == ["first", "second", "third"]
    assert [name for name, _finding in doctor.examine(["third"])] == ["third"]


def test_a_finding_is_one_line_and_has_a_level() -> None:
    findings = [good("a\nb"), note("a", fix="b"), bad("a", fix="b")]

    assert [finding.level for finding in findings] == ["ok", "note", "fail"]
    assert findings[0].text == "a b"


def test_a_crash_is_one_line_after_earlier_findings() -> None:
    @register("broken", order=1)
    def broken() -> Iterator[Finding]:
        yield good("so far so good")
        raise KeyError("what")

    findings = [finding for _name, finding in doctor.examine()]

    assert [finding.level for finding in findings] == ["ok", "fail"]
    assert "KeyError" in findings[1].text


def test_a_check_that_hangs_ends() -> None:
    goes_on = threading.Event()

    @register("hangs", order=1, seconds=0.2)
    def hangs() -> Iterator[Finding]:
        yield good("so far so good")
        goes_on.wait(30)
        yield good("never seen")

    began = time.monotonic()
    findings = [finding for _name, finding in doctor.examine()]
    goes_on.set()

    assert time.monotonic() - began < 15
    assert [finding.level for finding in findings] == ["ok", "fail"]
    assert "no answer" in findings[1].text


def _told(*arguments: str) -> tuple[int, str]:
    said, code = StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=said, no_color=True)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, said.getvalue()


def test_the_command_prints_one_line_each_with_the_fix() -> None:
    register("redis", order=1)(lambda: [note("slow", fix="make it fast")])
    register("fine", order=2)(_fine)

    code, said = _told()

    assert code == 0
    assert said.splitlines() == [
        "note  redis       slow → make it fast",
        "ok    fine        all is well",
        "Everything Practika needs is working.",
    ]


def test_the_command_fails_when_something_fails() -> None:
    register("redis", order=1)(lambda: [bad("away", fix="start it")])

    code, said = _told()

    assert code == 1
    assert "FAIL  redis       away → start it" in said
    assert said.splitlines()[-1] == "1 of these must be fixed."


def test_the_command_speaks_json() -> None:
    register("redis", order=1)(lambda: [bad("away", fix="start it")])

    code, said = _told("--json")

    assert code == 1
    assert json.loads(said) == {
        "ok": False,
        "failed": 1,
        "findings": [
            {"check": "redis", "level": "fail", "text": "away", "fix": "start it"},
        ],
    }


def test_an_unknown_name_is_reported_with_the_known_ones() -> None:
    register("redis", order=1)(_fine)

    with pytest.raises(CommandError, match=r"Unknown check: moon. Choose from: redis"):
        call_command("doctor", "--only", "moon")


def test_fixes_name_the_command_that_uses_these_settings(settings: Any) -> None:
    commands = {}
    for settings.DEBUG in (True, False):
        commands[settings.DEBUG] = doctor.command("migrate")

    assert commands == {
        True: "`.venv/bin/python manage.py migrate`",
        False: "`deploy/manage.sh migrate`",
    }
