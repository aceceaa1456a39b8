"""Real threads on a real database file: of two that race, exactly one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.videos.models import Job
from practice import services
from practice.models import ClipStatus, PracticeClip
from tests.practice.conftest import Begin

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Every result, or the code of its refusal, in order."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def fresh(clip: PracticeClip) -> PracticeClip:
    return PracticeClip.objects.select_related("asset__upload", "exercise").get(pk=clip.pk)


def test_tabs_that_start_at_once_get_numbers_of_their_own(begin: Begin) -> None:
    clips = at_once(*[begin] * 6)
    assert sorted(clip.attempt for clip in clips) == [1, 2, 3, 4, 5, 6]


def test_twenty_commits_hand_in_once(begin: Begin, student: User) -> None:
    clip = begin(sent=True)
    commit = lambda: services.commit_take(actor=student, clip=fresh(clip))  # noqa: E731
    handed_in = at_once(*[commit] * 20)
    assert {one.submitted_at for one in handed_in} == {fresh(clip).submitted_at}
    assert Job.objects.count() == 1


def test_the_last_place_goes_to_one_tab(
    begin: Begin, student: User, limited: Callable[..., Any]
) -> None:
    limited(max_attempts=1)
    clips = [begin(sent=True) for _ in range(4)]
    answers = at_once(
        *[lambda c=clip: services.commit_take(actor=student, clip=fresh(c)) for clip in clips]
    )
    assert sum(isinstance(answer, PracticeClip) for answer in answers) == 1
    assert answers.count("no_attempts_left") == 3
    assert PracticeClip.objects.handed_in().count() == 1


def test_withdrawal_against_the_first_remark(begin: Begin, student: User) -> None:
    for _ in range(5):
        clip = services.commit_take(actor=student, clip=begin(sent=True))
        withdrawn, reviewed = at_once(
            lambda c=clip: services.withdraw_take(actor=student, clip=fresh(c)),
            lambda c=clip: services.begin_review(fresh(c)),
        )
        status = fresh(clip).status
        if status == ClipStatus.WITHDRAWN:
            assert (withdrawn.status, reviewed) == (ClipStatus.WITHDRAWN, "not_handed_in")
        else:
            assert (status, withdrawn) == (ClipStatus.IN_REVIEW, "review_began")
