"""A teacher's feedback with its markers, and the conversations."""

from feedback.models.feedback import Feedback, FeedbackMarker, FeedbackScore, MarkerTag
from feedback.models.thread import PracticeThread, ThreadMessage

__all__ = [
    "Feedback",
    "FeedbackMarker",
    "FeedbackScore",
    "MarkerTag",
    "PracticeThread",
    "ThreadMessage",
]
