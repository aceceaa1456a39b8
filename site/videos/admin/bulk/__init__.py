"""Bulk actions for the lists of jobs and videos, and for the editors' library."""

from videos.admin.bulk.jobs import CancelJobs, RetryJobs
from videos.admin.bulk.videos import RedrawPosters, RemakeVideos, RetryVideos

ACTIONS = [RetryJobs, CancelJobs, RetryVideos, RemakeVideos, RedrawPosters]

__all__ = ["ACTIONS"]
