"""A student's takes and their segments."""

from practice.models.segment import VideoSegment
from practice.models.take import Take, TakeStatus

__all__ = ["Take", "TakeStatus", "VideoSegment"]
