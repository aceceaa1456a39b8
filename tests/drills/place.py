"""The drill's own portal on the stack that PRACTIKA_STACK names, see `testbed.place`."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.services import ServiceTrouble, Stack
from scripts.testbed import place

STACKS = ("embedded", "production")


@contextmanager
def settled(settings: Mapping[str, str]) -> Iterator[Path]:
    try:
        with _servers() as environ, place.settled({**environ, **settings}) as home:
            yield home
    except ServiceTrouble as trouble:
        sys.exit(f"The drill cannot run. {trouble}")


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    stack = os.environ.get("PRACTIKA_STACK") or "embedded"
    if stack not in STACKS:
        sys.exit(f"PRACTIKA_STACK is {stack!r}, but it must be one of {', '.join(STACKS)}.")
    if stack == "embedded":
        yield {}
        return
    with Stack() as started:
        yield started.environ
