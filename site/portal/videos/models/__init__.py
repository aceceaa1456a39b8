"""One video table serves lesson demos, practice takes and video replies."""

from portal.videos.models.asset import AssetKind, AssetState, VideoAsset
from portal.videos.models.attempt import JobAttempt, Outcome
from portal.videos.models.clip import ClipState, VideoClip
from portal.videos.models.erasure import Erasure
from portal.videos.models.job import Job, JobKind, JobState, Urgency
from portal.videos.models.library import LibraryVideo
from portal.videos.models.rendition import Rendition
from portal.videos.models.retention import Retention
from portal.videos.models.sign import WorkerSign
from portal.videos.models.upload import Upload

__all__ = [
    "AssetKind",
    "AssetState",
    "ClipState",
    "Erasure",
    "Job",
    "JobAttempt",
    "JobKind",
    "JobState",
    "LibraryVideo",
    "Outcome",
    "Rendition",
    "Retention",
    "Upload",
    "Urgency",
    "VideoAsset",
    "VideoClip",
    "WorkerSign",
]
