"""What was measured, as a table for people and as JSON for programs."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any

HEAD = ("name", "value", "baseline", "ratio", "target", "ok")


@dataclass(frozen=True)
class Row:
    """One figure. It may be held to `most` itself, to `most_ratio` times its baseline at most, or
    to `least_ratio` times at least. A row that is held to nothing is told for comparison.
    """

    name: str
    value: float
    unit: str = "s"
    baseline: float | None = None
    most: float | None = None
    most_ratio: float | None = None
    least_ratio: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def is_promise(self) -> bool:
        return any(one is not None for one in (self.most, self.most_ratio, self.least_ratio))

    @property
    def ok(self) -> bool:
        small = self.most is None or self.value <= self.most
        near = self.most_ratio is None or (self.ratio is not None and self.ratio <= self.most_ratio)
        far = self.least_ratio is None or (self.ratio or 0) >= self.least_ratio
        return small and near and far

    @property
    def target(self) -> str:
        texts = [f"≤ {_number(self.most)} {self.unit}"] if self.most is not None else []
        texts += [f"≤ {self.most_ratio:g} ×"] if self.most_ratio is not None else []
        texts += [f"≥ {self.least_ratio:g} ×"] if self.least_ratio is not None else []
        return ", ".join(texts)

    def cells(self) -> tuple[str, ...]:
        judged = ("yes" if self.ok else "NO") if self.is_promise else ""
        return (
            self.name,
            f"{_number(self.value)} {self.unit}",
            "" if self.baseline is None else f"{_number(self.baseline)} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            self.target,
            judged,
        )

    def as_json(self) -> dict[str, Any]:
        ok = self.ok if self.is_promise else None
        return {**asdict(self), "ratio": self.ratio, "target": self.target, "ok": ok}


def row_of(thing: Any) -> Row:
    """A Row from a mapping of its fields, or from another object that has them."""
    if isinstance(thing, Row):
        return thing
    names = Row.__dataclass_fields__
    if isinstance(thing, Mapping):
        return Row(**{name: thing[name] for name in names if name in thing})
    return Row(**{name: getattr(thing, name) for name in names if hasattr(thing, name)})


def as_table(rows: Sequence[Row]) -> str:
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(_aligned(line, widths) for line in lines)


def write_json(path: Path, rows: Sequence[Row], *, seconds: float) -> None:
    body = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_seconds": round(seconds, 1),
        "machine": machine(),
        "all_kept": all(row.ok for row in rows),
        "rows": [row.as_json() for row in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    python = platform.python_version()
    return {"cores": cpu_count(), "system": platform.platform(), "python": python}


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *figures]).rstrip()


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value == round(value) or value >= 100 else f"{value:.2f}"
