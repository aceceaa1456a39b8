"""Facts for the tests of the bus."""

from dataclasses import dataclass

from events.fact import Fact


@dataclass(frozen=True)
class Done(Fact):
    verb = "a.b"


@dataclass(frozen=True)
class HandedIn(Fact):
    verb = "a.handed_in"
    attempt: int
