"""Compares rows with the storage, in both directions, and fixes differences.

    for finding in find(before=an_hour_ago): …
    fix(finding)        True if it was fixed; checks again first, as work goes on meanwhile

Ids of videos are evenly distributed, so storage and rows are compared in slices by the first
characters of the id: only a sixteenth of a large bucket, or less, is in memory at a time.
"""

from videos.upkeep.reconcile.finding import find
from videos.upkeep.reconcile.findings import Drift, Finding
from videos.upkeep.reconcile.fixing import fix
from videos.upkeep.reconcile.tally import Tally, reconcile

__all__ = ["Drift", "Finding", "Tally", "find", "fix", "reconcile"]
