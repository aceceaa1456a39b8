"""A teacher's feedback with its markers, and the conversations."""

from feedback.models.feedback import (
    MAX_REMARKS,
    NOTHING_TO_RELEASE,
    Feedback,
    FeedbackMarker,
    FeedbackScore,
    MarkerTag,
)
from feedback.models.hold import HeldFor, HoldRule
from feedback.models.moderation import (
    CaseKind,
    CaseState,
    ModerationCase,
    Reason,
    Report,
)
from feedback.models.thread import MESSAGES_SHOWN, PracticeThread, ThreadMessage

__all__ = [
    "MAX_REMARKS",
    "MESSAGES_SHOWN",
    "NOTHING_TO_RELEASE",
    "CaseKind",
    "CaseState",
    "Feedback",
    "FeedbackMarker",
    "FeedbackScore",
    "HeldFor",
    "HoldRule",
    "MarkerTag",
    "ModerationCase",
    "PracticeThread",
    "Reason",
    "Report",
    "ThreadMessage",
]
