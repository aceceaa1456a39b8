"""One round of looking, and of mending where it is asked for; counted by kind."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.videos.reconcile.finding import find
from portal.videos.reconcile.findings import Drift, Finding
from portal.videos.reconcile.mending import mend
from portal.videos.storage import StorageTrouble

logger = logging.getLogger(__name__)

EXAMPLES = 5


@dataclass
class Line:
    count: int = 0
    size_bytes: int = 0
    mended: int = 0
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
        return sum(line.count - line.mended for line in self.lines.values())

    def as_json(self) -> dict[str, Any]:
        return {
            drift.code: {
                "found": line.count,
                "bytes": line.size_bytes,
                "mended": line.mended,
                "examples": line.examples,
            }
            for drift, line in self.lines.items()
        }


def reconcile(*, before: datetime, mends: bool = False) -> Tally:
    """Raises StorageTrouble when the storage can't be walked; one that can't be mended is left."""
    tally = Tally()
    for finding in find(before=before):
        line = tally.lines[finding.drift]
        line.add(finding)
        if mends and _is_mended(finding):
            line.mended += 1
    return tally


def _is_mended(finding: Finding) -> bool:
    try:
        return mend(finding)
    except StorageTrouble:
        logger.exception("reconcile: %s at %s is left", finding.drift.code, finding.key)
        return False
