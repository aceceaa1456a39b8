"""Asking for work on a video: which job, how urgent."""

from portal.videos.models import AssetKind, Job, JobKind, Urgency, VideoAsset, VideoClip
from portal.videos.queue import enqueue


def first_urgency(asset: VideoAsset) -> Urgency:
    """A student who waits to see their take goes before an editor who fills the library."""
    if asset.video_type == AssetKind.LIBRARY:
        return Urgency.LIBRARY
    return Urgency.REPLY if asset.is_reply else Urgency.TAKE


LADDER_URGENCY = {
    Urgency.TAKE: Urgency.LADDER_OF_TAKE,
    Urgency.REPLY: Urgency.LADDER_OF_REPLY,
    Urgency.LIBRARY: Urgency.LADDER_OF_LIBRARY,
}


def prepare_soon(asset: VideoAsset) -> Job:
    return enqueue(JobKind.PREPARE, asset, priority=first_urgency(asset))


def make_ladder_soon(asset: VideoAsset) -> Job:
    return enqueue(JobKind.LADDER, asset, priority=LADDER_URGENCY[first_urgency(asset)])


def cut_soon(clip: VideoClip) -> Job:
    return enqueue(JobKind.CLIP, clip.original_video, clip=clip, priority=Urgency.CLIP)


def remake_soon(asset: VideoAsset) -> Job:
    """All qualities anew; what is there plays until they are."""
    return enqueue(JobKind.REMAKE, asset, priority=Urgency.AGAIN)


def draw_poster_soon(asset: VideoAsset) -> Job:
    return enqueue(JobKind.POSTER, asset, priority=Urgency.POSTER)
