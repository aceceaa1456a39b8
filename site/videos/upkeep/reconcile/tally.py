"""One run of finding, and of fixing if requested, counted by kind."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from videos.storage import StorageTrouble
from videos.upkeep.reconcile.finding import find
from videos.upkeep.reconcile.findings import Drift, Finding
from videos.upkeep.reconcile.fixing import fix

logger = logging.getLogger(__name__)

EXAMPLES = 5


@dataclass
class Line:
    count: int = 0
    size_bytes: int = 0
    fixed: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.count += 1
        self.size_bytes += finding.size_bytes
        if len(self.examples) < EXAMPLES:
            self.examples.append(finding.key or finding.storage_id)


@dataclass
class Tally:
    lines: dict[Drift, Line] = field(default_factory=lambda: defaultdict(Line))

    @property
    def left(self) -> int:
        return sum(line.count - line.fixed for line in self.lines.values())

    def as_json(self) -> dict[str, Any]:
        return {
            drift.code: {
                "found": line.count,
                "bytes": line.size_bytes,
                "mended": line.fixed,
                "examples": line.examples,
            }
            for drift, line in self.lines.items()
        }


def reconcile(*, before: datetime, fixes: bool = False) -> Tally:
    """Raises StorageTrouble if the storage can't be listed; what can't be fixed is left."""
    tally = Tally()
    for finding in find(before=before):
        line = tally.lines[finding.drift]
        line.add(finding)
        if fixes and _is_fixed(finding):
            line.fixed += 1
    return tally


def _is_fixed(finding: Finding) -> bool:
    try:
        return fix(finding)
    except StorageTrouble:
        logger.exception("reconcile: %s at %s is left", finding.drift.code, finding.key)
        return False
