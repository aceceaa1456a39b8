"""The actions of the lists of jobs and videos, and of the editors' library."""

from portal.videos.admin.bulk.jobs import CancelJobs, RetryJobs
from portal.videos.admin.bulk.videos import RedrawPosters, RemakeVideos, RetryVideos

ACTIONS = [RetryJobs, CancelJobs, RetryVideos, RemakeVideos, RedrawPosters]

__all__ = ["ACTIONS"]
