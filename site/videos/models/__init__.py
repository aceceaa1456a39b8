"""One video table serves lesson demos, practice takes and video replies."""

from videos.models.asset import AssetKind, AssetState, VideoAsset
from videos.models.attempt import JobAttempt, Outcome
from videos.models.clip import ClipState, VideoClip
from videos.models.erasure import Erasure
from videos.models.heartbeat import WorkerHeartbeat
from videos.models.job import Job, JobKind, JobState, Urgency
from videos.models.library import LibraryVideo
from videos.models.rendition import Rendition
from videos.models.retention import Retention
from videos.models.storage_use import (
    CourseStorage,
    PersonStorage,
    PortalStorage,
    StorageCharge,
    StorageLimits,
)
from videos.models.upload import Upload

__all__ = [
    "AssetKind",
    "AssetState",
    "ClipState",
    "CourseStorage",
    "Erasure",
    "Job",
    "JobAttempt",
    "JobKind",
    "JobState",
    "LibraryVideo",
    "Outcome",
    "PersonStorage",
    "PortalStorage",
    "Rendition",
    "Retention",
    "StorageCharge",
    "StorageLimits",
    "Upload",
    "Urgency",
    "VideoAsset",
    "VideoClip",
    "WorkerHeartbeat",
]
