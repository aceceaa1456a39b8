"""How a review changes the take's state, and what it leaves alone."""

from typing import Any

import pytest

from core.errors import Refusal
from practice import services
from practice.models import Take, TakeStatus

MOVES = {
    # before: after begin_review, end_review, mark_answered, reopen_review
    TakeStatus.SUBMITTED: ("in_review", "submitted", "answered", "submitted"),
    TakeStatus.IN_REVIEW: ("in_review", "submitted", "answered", "in_review"),
    TakeStatus.ANSWERED: ("answered", "answered", "answered", "in_review"),
    TakeStatus.WITHDRAWN: (Refusal, "withdrawn", Refusal, "withdrawn"),
}
VERBS = [
    services.begin_review,
    services.end_review,
    services.mark_answered,
    services.reopen_review,
]


@pytest.mark.parametrize("before", MOVES)
@pytest.mark.parametrize("number", range(len(VERBS)))
def test_every_move(take: Take, before: TakeStatus, number: int) -> None:
    Take.objects.filter(pk=take.pk).update(status=before)
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
    assert Take.objects.get(pk=take.pk).status == after


def test_a_stale_instance_does_not_answer_a_withdrawn_take(take: Take) -> None:
    Take.objects.filter(pk=take.pk).update(status=TakeStatus.WITHDRAWN)
    with pytest.raises(Refusal):
        services.mark_answered(take)
    assert Take.objects.get(pk=take.pk).answered_at is None


def test_first_release_sets_the_time(take: Take) -> None:
    services.mark_answered(take)
    first = take.answered_at
    services.reopen_review(take)
    services.mark_answered(take)
    assert take.answered_at == first
