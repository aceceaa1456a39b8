"""The truth table of who may do what with a take."""

from typing import Any

import pytest

from accounts.models import User
from courses.models import PeerVisibility
from practice import rules
from practice.models import Take, TakeStatus
from tests import factories
from videos.models import AssetState, VideoAsset
from videos.watching import access

PEOPLE = ["student", "teacher", "classmate", "stranger", "other_teacher", "editor", "admin"]

WATCH = {"student", "teacher", "editor", "admin"}
ANSWER = {"teacher", "admin"}
WORK = {"student", "teacher", "admin"}


@pytest.fixture
def people(
    student: User,
    teacher: User,
    classmate: User,
    stranger: User,
    other_teacher: User,
    editor: User,
    admin: User,
) -> dict[str, User]:
    everyone = [student, teacher, classmate, stranger, other_teacher, editor, admin]
    return dict(zip(PEOPLE, everyone, strict=True))


def allowed(people: dict[str, User], rule: Any, *objects: Any) -> set[str]:
    return {name for name, person in people.items() if rule(person, *objects)}


def test_everyone_who_can_open_the_exercise_may_start(
    people: dict[str, User], exercise: Any
) -> None:
    may = {"student", "teacher", "classmate", "editor", "admin"}
    assert allowed(people, rules.may_start, exercise) == may


@pytest.mark.parametrize(
    ("status", "watchers"),
    [
        (TakeStatus.UPLOADING, {"student", "editor", "admin"}),
        (TakeStatus.SUBMITTED, WATCH),
        (TakeStatus.IN_REVIEW, WATCH),
        (TakeStatus.ANSWERED, WATCH),
        (TakeStatus.WITHDRAWN, {"student", "editor", "admin"}),
    ],
)
def test_watching_a_take_and_its_video(
    people: dict[str, User], take: Take, status: str, watchers: set[str]
) -> None:
    Take.objects.filter(pk=take.pk).update(status=status)
    assert allowed(people, rules.may_watch, take) == watchers
    assert allowed(people, rules.may_watch_asset, take.asset) == watchers


@pytest.mark.parametrize(
    ("status", "handlers"),
    [
        (TakeStatus.UPLOADING, {"student", "editor", "admin"}),
        (TakeStatus.SUBMITTED, WATCH),
        (TakeStatus.WITHDRAWN, {"student", "editor", "admin"}),
    ],
)
def test_handling_the_video_of_a_take_that_all_classmates_may_watch(
    people: dict[str, User], take: Take, exercise: Any, status: str, handlers: set[str]
) -> None:
    """The other teacher is a student here, without any responsibility."""
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    factories.EnrolmentFactory(course=take.course, user=people["other_teacher"])
    Take.objects.filter(pk=take.pk).update(status=status)
    assert allowed(people, access.may_handle, take.asset) == handlers


@pytest.mark.parametrize(
    ("visibility", "has_own_take", "sees"),
    [
        (PeerVisibility.PRIVATE, True, False),
        (PeerVisibility.AFTER_OWN_TAKE, False, False),
        (PeerVisibility.AFTER_OWN_TAKE, True, True),
        (PeerVisibility.OPEN, False, True),
    ],
)
def test_a_classmate_watches_as_far_as_the_exercise_shows(
    people: dict[str, User],
    take: Take,
    exercise: Any,
    visibility: str,
    has_own_take: bool,
    sees: bool,
) -> None:
    exercise.peer_visibility = visibility
    exercise.save_revision().publish()
    if has_own_take:
        factories.TakeFactory(student=people["classmate"], exercise=exercise)
    assert rules.may_watch(people["classmate"], take) is sees
    assert rules.may_watch(people["stranger"], take) is False


def test_broken_file_does_not_unlock_classmates_takes(
    people: dict[str, User], take: Take, exercise: Any
) -> None:
    exercise.peer_visibility = PeerVisibility.AFTER_OWN_TAKE
    exercise.save_revision().publish()
    own = factories.TakeFactory(student=people["classmate"], exercise=exercise)

    VideoAsset.objects.filter(pk=own.asset_id).update(processing_status=AssetState.FAILED)

    assert rules.may_watch(people["classmate"], take) is False


@pytest.mark.parametrize(
    ("status", "may"),
    [
        (TakeStatus.UPLOADING, {"student"}),
        (TakeStatus.SUBMITTED, {"student"}),
        (TakeStatus.IN_REVIEW, set()),
        (TakeStatus.ANSWERED, set()),
        (TakeStatus.WITHDRAWN, set()),
    ],
)
def test_withdrawing(people: dict[str, User], take: Take, status: str, may: set[str]) -> None:
    take.status = status
    assert allowed(people, rules.may_withdraw, take) == may


@pytest.mark.parametrize(
    ("state", "error_code", "may"),
    [
        (AssetState.FAILED, "timed_out", WORK),
        (AssetState.READY, "", set()),
        (AssetState.PREPARING, "", set()),
    ],
)
def test_trying_again(
    people: dict[str, User], take: Take, state: str, error_code: str, may: set[str]
) -> None:
    take.asset.processing_status, take.asset.error_code = state, error_code
    assert allowed(people, rules.may_retry, take) == may


@pytest.mark.parametrize(
    ("status", "state", "may"),
    [
        (TakeStatus.SUBMITTED, AssetState.READY, WORK),
        (TakeStatus.ANSWERED, AssetState.PLAYABLE, WORK),
        (TakeStatus.SUBMITTED, AssetState.PREPARING, set()),
        (TakeStatus.WITHDRAWN, AssetState.READY, set()),
    ],
)
def test_making_a_segment(
    people: dict[str, User], take: Take, status: str, state: str, may: set[str]
) -> None:
    take.status, take.asset.processing_status = status, state
    assert allowed(people, rules.may_make_segment, take) == may


@pytest.mark.parametrize(
    ("status", "may"),
    [
        (TakeStatus.UPLOADING, set()),
        (TakeStatus.SUBMITTED, ANSWER),
        (TakeStatus.ANSWERED, ANSWER),
        (TakeStatus.WITHDRAWN, set()),
    ],
)
def test_answering(people: dict[str, User], take: Take, status: str, may: set[str]) -> None:
    take.status = status
    assert allowed(people, rules.may_answer, take) == may
