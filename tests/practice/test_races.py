"""Real threads on a real database file: if two race, exactly one wins."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from courses.models import Enrolment
from courses.services import enrol
from events.models import Event
from feedback.services import start_thread
from practice import services
from practice.models import Take, TakeStatus, VideoSegment
from tests import factories
from tests.at_once import at_once
from tests.practice.conftest import Begin
from videos.models import Job, VideoClip

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(take: Take) -> Take:
    return Take.objects.select_related("asset__upload", "exercise").get(pk=take.pk)


def test_tabs_that_start_at_once_get_different_numbers(begin: Begin) -> None:
    takes = at_once(*[begin] * 6)
    assert sorted(take.attempt for take in takes) == [1, 2, 3, 4, 5, 6]


def test_fifty_starts_at_once_are_numbered_without_a_gap(begin: Begin) -> None:
    takes = at_once(*[begin] * 50)
    assert sorted(take.attempt for take in takes) == list(range(1, 51))


def test_one_start_too_many_is_refused(begin: Begin) -> None:
    for _ in range(48):
        begin()
    answers = at_once(*[begin] * 6)
    assert sum(isinstance(answer, Take) for answer in answers) == 2
    assert answers.count("too_many_uploads") == 4


def test_twenty_commits_hand_in_once(begin: Begin, student: User) -> None:
    take = begin(sent=True)
    commit = lambda: services.commit_take(actor=student, take=fresh(take))  # noqa: E731
    handed_in = at_once(*[commit] * 20)
    assert {one.submitted_at for one in handed_in} == {fresh(take).submitted_at}
    assert {one.status for one in handed_in} == {TakeStatus.SUBMITTED}
    assert Take.objects.count() == Job.objects.count() == 1
    assert Event.objects.filter(verb="practice.take_submitted").count() == 1


def test_the_last_place_goes_to_one_tab(
    begin: Begin, student: User, limited: Callable[..., Any]
) -> None:
    limited(max_attempts=1)
    takes = [begin(sent=True) for _ in range(4)]
    answers = at_once(
        *[lambda c=take: services.commit_take(actor=student, take=fresh(c)) for take in takes]
    )
    assert sum(isinstance(answer, Take) for answer in answers) == 1
    assert answers.count("no_attempts_left") == 3
    assert Take.objects.handed_in().count() == 1


def test_withdrawal_against_the_first_remark(begin: Begin, student: User) -> None:
    for _ in range(5):
        take = services.commit_take(actor=student, take=begin(sent=True))
        withdrawn, reviewed = at_once(
            lambda c=take: services.withdraw_take(actor=student, take=fresh(c)),
            lambda c=take: services.begin_review(fresh(c)),
        )
        status = fresh(take).status
        if status == TakeStatus.WITHDRAWN:
            assert (withdrawn.status, reviewed) == (TakeStatus.WITHDRAWN, "not_handed_in")
        else:
            assert (status, withdrawn) == (TakeStatus.IN_REVIEW, "review_began")


def test_same_segment_created_twenty_times_is_one(take: Take, student: User) -> None:
    factories.RenditionFactory(asset=take.asset)
    mark = lambda: services.make_segment(actor=student, take=take, start_ms=1000, end_ms=3000)  # noqa: E731
    made = at_once(*[mark] * 20)
    assert {segment.pk for segment in made} == {VideoSegment.objects.get().pk}
    assert VideoClip.objects.count() == Job.objects.count() == 1


def test_twenty_enrolments_of_one_person_are_one(
    course: Any, teacher: User, stranger: User
) -> None:
    made = at_once(*[lambda: enrol(actor=teacher, course=course, people=[stranger])] * 20)
    assert sum(len(answer) for answer in made) == 1
    assert Enrolment.objects.filter(course=course, user=stranger).count() == 1


def test_starting_talking_and_marking_do_not_wait_for_each_other_for_ever(
    begin: Begin, take: Take, student: User, teacher: User
) -> None:
    """All of them refer to the student, whose row is locked by starting a take."""
    factories.RenditionFactory(asset=take.asset)
    works: list[Callable[[], Any]] = []
    for number in range(8):
        span = {"start_ms": number * 100, "end_ms": number * 100 + 900}
        works += [
            begin,
            lambda n=number: start_thread(actor=teacher, take=take, text=f"{n}"),  # type: ignore[misc]
            lambda s=span: services.make_segment(actor=student, take=take, **s),  # type: ignore[misc]
        ]
    assert [answer for answer in at_once(*works) if isinstance(answer, str)] == []
    assert (take.threads.count(), take.segments.count()) == (8, 8)
