"""What a drill found, for people and for programs."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scripts.testbed import report

HEAD = ("drill", "promise", "stack", "trials", "counts", "seconds", "kept")


@dataclass(frozen=True)
class Result:
    """`faults` are the counts that must be 0; `facts` are told beside them."""

    name: str
    promise: str
    trials: int
    faults: dict[str, int]
    facts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0
    stack: str = field(default_factory=lambda: os.environ.get("PRACTIKA_STACK") or "embedded")
    note: str = ""

    @property
    def is_kept(self) -> bool:
        return self.trials > 0 and not any(self.faults.values())

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.is_kept}


def row_of(drill: dict[str, Any]) -> tuple[str, ...]:
    counts = {**drill["faults"], **drill["facts"]}
    return (
        drill["name"],
        drill["promise"],
        drill["stack"],
        str(drill["trials"]),
        ", ".join(f"{value} {name}" for name, value in counts.items()),
        f"{drill['seconds']:.0f}",
        "yes" if drill["ok"] else "NO",
    )


def as_table(drills: Iterable[dict[str, Any]]) -> str:
    return report.as_columns([HEAD, *map(row_of, drills)])


def write_json(path: Path, drills: Sequence[dict[str, Any]]) -> None:
    """A drill that is run again takes the place of what it found before on the same stack."""
    kept = {(drill["name"], drill["stack"]): drill for drill in [*_written(path), *drills]}
    report.write_json(
        path,
        all_kept=all(drill["ok"] for drill in kept.values()),
        drills=[kept[key] for key in sorted(kept)],
    )


def _written(path: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["drills"]
    except (OSError, ValueError, KeyError):
        return []
    return found
