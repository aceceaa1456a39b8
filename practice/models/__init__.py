"""A student's takes and their segments."""

from practice.models.clip import ClipStatus, PracticeClip
from practice.models.segment import VideoSegment

__all__ = ["ClipStatus", "PracticeClip", "VideoSegment"]
