"""Checks every service the portal depends on, and suggests a fix: `manage.py doctor`.

    @register("redis", order=40)
    def redis() -> Iterator[Finding]:
        yield good("Redis 7.0.15 answers")
        yield bad("Redis refuses the password", fix="put the right one in REDIS_URL")

Each app registers its own checks when it is ready. A check that hangs or crashes gets a line too.
Texts are for the operator: English, one line each.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.db import connections

Level = Literal["ok", "note", "fail"]
Check = Callable[[], Iterable["Finding"]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that is ok but has a fix is a note: fine for now, worth knowing."""

    ok: bool
    text: str
    fix: str = ""

    @property
    def level(self) -> Level:
        if not self.ok:
            return "fail"
        return "note" if self.fix else "ok"


def good(text: str) -> Finding:
    return Finding(True, _one_line(text))


def note(text: str, *, fix: str) -> Finding:
    return Finding(True, _one_line(text), _one_line(fix))


def bad(text: str, *, fix: str) -> Finding:
    return Finding(False, _one_line(text), _one_line(fix))


def command(words: str) -> str:
    """For fixes. `manage.py` alone would use the settings and the database of development."""
    return f"`{'.venv/bin/python manage.py' if settings.DEBUG else 'deploy/manage.sh'} {words}`"


@dataclass(frozen=True, slots=True)
class Examination:
    name: str
    order: int
    check: Check
    seconds: float


_known: dict[str, Examination] = {}


def register(name: str, *, order: int, seconds: float = 20) -> Callable[[Check], Check]:
    """Runs in `order` among the others; after `seconds` the check is reported as hanging."""

    def keep(check: Check) -> Check:
        _known[name] = Examination(name, order, check, seconds)
        return check

    return keep


def names() -> list[str]:
    return [one.name for one in _in_order()]


def examine(only: Iterable[str] = ()) -> Iterator[tuple[str, Finding]]:
    """Yields `(name, finding)` as checks finish; all checks, or those that `only` names."""
    wanted = set(only) or set(_known)
    for one in _in_order():
        if one.name in wanted:
            for finding in _run(one):
                yield one.name, finding


def _in_order() -> list[Examination]:
    return sorted(_known.values(), key=lambda one: (one.order, one.name))


def _run(one: Examination) -> Iterator[Finding]:
    """In a thread of its own, which is abandoned if it hangs."""
    found: list[Finding] = []
    thread = threading.Thread(target=_collect, args=(one, found), daemon=True, name=one.name)
    began = time.monotonic()
    thread.start()
    thread.join(one.seconds)
    yield from list(found)
    if thread.is_alive():
        waited = round(time.monotonic() - began)
        yield bad(
            f"no answer within {waited} s",
            fix="restart the service that hangs",
        )


def _collect(one: Examination, found: list[Finding]) -> None:
    try:
        found.extend(one.check())
    except Exception as error:  # noqa: BLE001 - a check that crashes is a finding
        found.append(bad(f"{type(error).__name__}: {error}", fix="see the error text"))
    finally:
        connections.close_all()


def _one_line(text: str) -> str:
    return " ".join(str(text).split())
