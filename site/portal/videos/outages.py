"""What the engine raises, told apart as outages."""

from portal.core import outage
from portal.core.outage import NoRoom, Outage
from portal.videos.media import MediaTrouble, TroubleKind


@outage.register
def of_the_scratch_disk(error: BaseException) -> type[Outage] | None:
    """Not where a single file grew beyond its allowance: that is the file's doing."""
    if not isinstance(error, MediaTrouble) or error.kind != TroubleKind.DISK_FULL:
        return None
    said = f"{error.detail} {error.stderr_tail}"
    is_full = "No space left" in said or "quota exceeded" in said
    return NoRoom if is_full else None
