"""Do the rows and the storage tell the same story? Found and mended both ways.

    for finding in find(before=an_hour_ago): …
    mend(finding)       True when it was mended; asks again first, as work goes on meanwhile

The ids of videos are spread evenly, so the storage is walked and compared in slices of the first
letters of an id: of a large bucket only a sixteenth, or less, is in memory at a time.
"""

from portal.videos.reconcile.finding import find
from portal.videos.reconcile.findings import Drift, Finding
from portal.videos.reconcile.mending import mend
from portal.videos.reconcile.tally import Tally, reconcile

__all__ = ["Drift", "Finding", "Tally", "find", "mend", "reconcile"]
