"""What a review does to the take's state, and what it leaves alone."""

from typing import Any

import pytest

from portal.core.errors import Refusal
from practice import services
from practice.models import ClipStatus, PracticeClip

MOVES = {
    # before: after begin_review, end_review, mark_answered, reopen_review
    ClipStatus.SUBMITTED: ("in_review", "submitted", "answered", "submitted"),
    ClipStatus.IN_REVIEW: ("in_review", "submitted", "answered", "in_review"),
    ClipStatus.ANSWERED: ("answered", "answered", "answered", "in_review"),
    ClipStatus.WITHDRAWN: (Refusal, "withdrawn", Refusal, "withdrawn"),
}
VERBS = [
    services.begin_review,
    services.end_review,
    services.mark_answered,
    services.reopen_review,
]


@pytest.mark.parametrize("before", MOVES)
@pytest.mark.parametrize("number", range(len(VERBS)))
def test_every_move(take: PracticeClip, before: ClipStatus, number: int) -> None:
    PracticeClip.objects.filter(pk=take.pk).update(status=before)
    take.refresh_from_db()
    verb: Any = VERBS[number]
    after = MOVES[before][number]
    if after is Refusal:
        with pytest.raises(Refusal, match="withdrawn"):
            verb(take)
        after = before
    else:
        verb(take)
    assert take.status == after
    assert PracticeClip.objects.get(pk=take.pk).status == after


def test_a_stale_instance_does_not_answer_a_withdrawn_take(take: PracticeClip) -> None:
    PracticeClip.objects.filter(pk=take.pk).update(status=ClipStatus.WITHDRAWN)
    with pytest.raises(Refusal):
        services.mark_answered(take)
    assert PracticeClip.objects.get(pk=take.pk).answered_at is None


def test_the_first_release_gives_the_time(take: PracticeClip) -> None:
    services.mark_answered(take)
    first = take.answered_at
    services.reopen_review(take)
    services.mark_answered(take)
    assert take.answered_at == first
