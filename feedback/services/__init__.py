"""What can be done with feedback and conversations: admin, pages and API call the same ones."""

from feedback.services.release import release_feedback, take_back_feedback
from feedback.services.review import add_marker, draft_of, draft_saved, open_feedback, write_summary
from feedback.services.talk import post_message, start_thread

__all__ = [
    "add_marker",
    "draft_of",
    "draft_saved",
    "open_feedback",
    "post_message",
    "release_feedback",
    "start_thread",
    "take_back_feedback",
    "write_summary",
]
