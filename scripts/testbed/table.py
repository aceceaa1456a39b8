"""What was measured, as a table for people and as JSON for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.testbed import report

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
    return report.as_columns([HEAD, *(row.cells() for row in rows)], right=True)


def write_json(path: Path, rows: Sequence[Row], *, seconds: float) -> None:
    report.write_json(
        path,
        took_seconds=round(seconds, 1),
        all_kept=all(row.ok for row in rows),
        rows=[row.as_json() for row in rows],
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value == round(value) or value >= 100 else f"{value:.2f}"
