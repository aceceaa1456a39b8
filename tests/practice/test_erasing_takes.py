"""Erasing a take: by an admin, or by the student once it is withdrawn."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from events.models import Event
from feedback.models import Feedback
from practice import rules, services
from practice.models import Take, TakeStatus
from tests import factories
from tests.practice.conftest import Begin
from videos.models import Erasure, Upload, VideoAsset
from videos.storage import get_storage


def withdrawn(take: Take) -> Take:
    Take.objects.filter(pk=take.pk).update(status=TakeStatus.WITHDRAWN)
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
    name: str, before: bool, after: bool, take: Take, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    assert rules.may_erase(user, take) is before
    assert rules.may_erase(user, withdrawn(take)) is after


def test_a_student_erases_a_withdrawn_take(client: Client, take: Take, student: User) -> None:
    client.force_login(student)
    url = f"/practice/takes/{take.pk}/erase/"
    assert client.post(url).status_code == 404
    withdrawn(take)

    asked, done = client.get(url), client.post(url)

    assert "can't be undone" in asked.text
    assert done["Location"] == "/practice/"
    assert not Take.objects.exists()
    assert not VideoAsset.objects.exists()


def test_admin_erases_an_answered_take_with_everything_attached(
    client: Client, take: Take, admin: User, ready_asset: Any
) -> None:
    Take.objects.filter(pk=take.pk).update(asset=ready_asset(take.student))
    factories.FeedbackFactory(take=take)
    factories.ThreadMessageFactory(thread__take=take)
    segment = services.make_segment(actor=admin, take=Take.objects.get(), start_ms=0, end_ms=500)
    client.force_login(admin)

    client.post(f"/practice/takes/{take.pk}/erase/")

    assert not Take.objects.exists()
    assert not Feedback.objects.exists()
    assert not Event.objects.filter(object_id__in=[str(take.pk), str(segment.pk)]).exists()


def test_audit_log_keeps_no_name_of_it(take: Take, admin: User) -> None:
    withdrawn_log = ModelLogEntry.objects.filter(object_id=str(take.pk))
    services.erase_take(actor=admin, take=take)

    assert {row.label for row in withdrawn_log.all()} == {str(take.pk)}
    assert withdrawn_log.filter(action="practice.take_erased").count() == 1


def test_a_cancelled_upload_leaves_nothing(
    begin: Begin, student: User, django_capture_on_commit_callbacks: Any
) -> None:
    take = begin(sent=True)

    with django_capture_on_commit_callbacks(execute=True):
        services.abort_take(actor=student, take=take)

    assert not VideoAsset.objects.exists()
    assert not Upload.objects.exists()
    assert list(get_storage().walk()) == []
    assert Erasure.objects.count() == 3


def test_abandoned_take_makes_room_for_the_next(begin: Begin, exercise: Any, student: User) -> None:
    services.withdraw_take(actor=student, take=begin())

    second = begin()

    assert Take.objects.get() == second
    assert VideoAsset.objects.get() == second.asset
