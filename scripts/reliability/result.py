"""What a drill found, for people and for programs."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    lines = [HEAD, *map(row_of, drills)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(_aligned(line, widths) for line in lines)


def write_json(path: Path, drills: Sequence[dict[str, Any]]) -> None:
    """A drill that is run again takes the place of what it found before on the same stack."""
    kept = {(drill["name"], drill["stack"]): drill for drill in [*_written(path), *drills]}
    body = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "all_kept": all(drill["ok"] for drill in kept.values()),
        "drills": [kept[key] for key in sorted(kept)],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _written(path: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["drills"]
    except (OSError, ValueError, KeyError):
        return []
    return found


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
