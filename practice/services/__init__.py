"""What can be done with takes: pages, API and the upper floors call these."""

from practice.services.review import begin_review, end_review, mark_answered, reopen_review
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
    "make_segment",
    "mark_answered",
    "reopen_review",
    "retry_take",
    "start_take",
    "upload_of",
    "withdraw_take",
]
