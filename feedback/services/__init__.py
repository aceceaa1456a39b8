"""Operations on feedback and conversations, shared by admin, pages and API."""

from feedback.services.handing import hand_on, send_back
from feedback.services.release import release_feedback, take_back_feedback
from feedback.services.review import (
    add_marker,
    draft_of,
    draft_saved,
    open_feedback,
    version_to_overwrite,
    write_summary,
)
from feedback.services.talk import (
    close_thread,
    post_message,
    reopen_thread,
    see_threads,
    settle_thread,
    start_thread,
)

__all__ = [
    "add_marker",
    "close_thread",
    "draft_of",
    "draft_saved",
    "hand_on",
    "open_feedback",
    "post_message",
    "release_feedback",
    "reopen_thread",
    "see_threads",
    "send_back",
    "settle_thread",
    "start_thread",
    "take_back_feedback",
    "version_to_overwrite",
    "write_summary",
]
