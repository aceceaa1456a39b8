"""Erasing a take: by an admin, or by the student once it is withdrawn."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from feedback.models import Feedback
from portal.accounts.models import User
from portal.events.models import Event
from portal.videos.models import Erasure, Upload, VideoAsset
from portal.videos.storage import get_storage
from practice import rules, services
from practice.models import ClipStatus, PracticeClip
from tests import factories
from tests.practice.conftest import Begin


def withdrawn(take: PracticeClip) -> PracticeClip:
    PracticeClip.objects.filter(pk=take.pk).update(status=ClipStatus.WITHDRAWN)
    take.refresh_from_db()
    return take


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("student", False, True),
        ("classmate", False, False),
        ("stranger", False, False),
        ("teacher", False, False),
        ("other_teacher", False, False),
        ("editor", False, False),
        ("admin", True, True),
    ],
)
def test_who_may_erase_before_and_after_it_is_withdrawn(
    name: str, before: bool, after: bool, take: PracticeClip, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    assert rules.may_erase(user, take) is before
    assert rules.may_erase(user, withdrawn(take)) is after


def test_a_student_erases_a_withdrawn_take(
    client: Client, take: PracticeClip, student: User
) -> None:
    client.force_login(student)
    url = f"/practice/takes/{take.pk}/erase/"
    assert client.post(url).status_code == 404
    withdrawn(take)

    asked, done = client.get(url), client.post(url)

    assert "Nobody can bring it back" in asked.text
    assert done["Location"] == "/practice/"
    assert not PracticeClip.objects.exists()
    assert not VideoAsset.objects.exists()


def test_an_admin_erases_an_answered_take_with_all_that_hangs_on_it(
    client: Client, take: PracticeClip, admin: User, ready_asset: Any
) -> None:
    PracticeClip.objects.filter(pk=take.pk).update(asset=ready_asset(take.student))
    factories.FeedbackFactory(clip=take)
    factories.ThreadMessageFactory(thread__clip=take)
    segment = services.make_segment(
        actor=admin, clip=PracticeClip.objects.get(), start_ms=0, end_ms=500
    )
    client.force_login(admin)

    client.post(f"/practice/takes/{take.pk}/erase/")

    assert not PracticeClip.objects.exists()
    assert not Feedback.objects.exists()
    assert not Event.objects.filter(object_id__in=[str(take.pk), str(segment.pk)]).exists()


def test_the_history_keeps_no_name_of_it(take: PracticeClip, admin: User) -> None:
    withdrawn_log = ModelLogEntry.objects.filter(object_id=str(take.pk))
    services.erase_take(actor=admin, clip=take)

    assert {row.label for row in withdrawn_log.all()} == {str(take.pk)}
    assert withdrawn_log.filter(action="practice.clip_erased").count() == 1


def test_a_cancelled_upload_leaves_nothing(
    begin: Begin, student: User, django_capture_on_commit_callbacks: Any
) -> None:
    clip = begin(sent=True)

    with django_capture_on_commit_callbacks(execute=True):
        services.abort_take(actor=student, clip=clip)

    assert not VideoAsset.objects.exists()
    assert not Upload.objects.exists()
    assert list(get_storage().walk()) == []
    assert Erasure.objects.count() == 3


def test_a_take_that_was_given_up_makes_room_for_the_next(
    begin: Begin, exercise: Any, student: User
) -> None:
    services.withdraw_take(actor=student, clip=begin())

    second = begin()

    assert PracticeClip.objects.get() == second
    assert VideoAsset.objects.get() == second.asset
