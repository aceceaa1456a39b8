"""What can be done with takes: called by pages, the API and higher layers."""

from practice.services.hiding import hide_take, show_take
from practice.services.review import (
    begin_review,
    end_review,
    mark_answered,
    note_feedback_seen,
    reopen_review,
)
from practice.services.segments import make_segment
from practice.services.takes import (
    abort_take,
    commit_take,
    erase_take,
    retry_take,
    start_take,
    upload_of,
    withdraw_take,
)

__all__ = [
    "abort_take",
    "begin_review",
    "commit_take",
    "end_review",
    "erase_take",
    "hide_take",
    "make_segment",
    "mark_answered",
    "note_feedback_seen",
    "reopen_review",
    "retry_take",
    "show_take",
    "start_take",
    "upload_of",
    "withdraw_take",
]
