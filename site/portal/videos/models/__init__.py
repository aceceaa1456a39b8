"""One video table serves lesson demos, practice takes and video replies."""

from portal.videos.models.asset import AssetKind, AssetState, VideoAsset
from portal.videos.models.clip import ClipState, VideoClip
from portal.videos.models.job import Job, JobKind, JobState
from portal.videos.models.library import LibraryVideo
from portal.videos.models.rendition import Rendition
from portal.videos.models.upload import Upload

__all__ = [
    "AssetKind",
    "AssetState",
    "ClipState",
    "Job",
    "JobKind",
    "JobState",
    "LibraryVideo",
    "Rendition",
    "Upload",
    "VideoAsset",
    "VideoClip",
]
