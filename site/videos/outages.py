"""Which errors of the engine count as outages."""

from core import outage
from core.outage import NoRoom, Outage
from videos.media import MediaTrouble, TroubleKind


@outage.register
def of_the_scratch_disk(error: BaseException) -> type[Outage] | None:
    is_full = isinstance(error, MediaTrouble) and error.kind == TroubleKind.DISK_FULL
    return NoRoom if is_full else None
