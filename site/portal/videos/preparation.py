"""Asking for work on a video: which job, how urgent."""

from portal.videos import jobs
from portal.videos.models import AssetKind, Job, JobKind, VideoAsset, VideoClip

TAKE_PRIORITY = 30
CLIP_PRIORITY = 20
LIBRARY_PRIORITY = 10
LADDER_PRIORITY = 0


def prepare_soon(asset: VideoAsset) -> Job:
    """A student who waits to see their take goes before an editor who fills the library."""
    is_library = asset.video_type == AssetKind.LIBRARY
    priority = LIBRARY_PRIORITY if is_library else TAKE_PRIORITY
    return jobs.enqueue(JobKind.PREPARE, asset, priority=priority)


def make_ladder_soon(asset: VideoAsset) -> Job:
    return jobs.enqueue(JobKind.LADDER, asset, priority=LADDER_PRIORITY)


def cut_soon(clip: VideoClip) -> Job:
    return jobs.enqueue(JobKind.CLIP, clip.original_video, clip=clip, priority=CLIP_PRIORITY)
