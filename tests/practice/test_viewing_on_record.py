"""Who of the school has watched a student's take is in the site's history."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import PeerVisibility
from practice.models import Take, TakeStatus
from tests import factories
from tests.plugins.video import MakeAsset
from videos.watching import delivery, passes

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(student: User, exercise: Any, ready_asset: MakeAsset) -> Take:
    cache.clear()
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    take: Take = factories.TakeFactory(
        student=student,
        exercise=exercise,
        status=TakeStatus.SUBMITTED,
        asset=ready_asset(student),
    )
    return take


def on_record() -> list[tuple[str, Any]]:
    rows = ModelLogEntry.objects.filter(action="practice.take_viewed").order_by("pk")
    return [(row.object_id, row.user) for row in rows]


def watch(person: User, take: Take) -> int:
    client = Client()
    client.force_login(person)
    return client.get(delivery.hls_url(take.asset)).status_code


def test_staff_are_recorded_once_a_day_and_nobody_else(
    handed_in: Take, student: User, classmate: User, stranger: User, teacher: User, editor: User
) -> None:
    codes = [watch(person, handed_in) for person in (student, classmate, stranger)]
    assert codes == [200, 200, 404]
    assert on_record() == []

    for person in (teacher, teacher, editor):
        assert watch(person, handed_in) == 200
    cache.delete(f"viewing:{teacher.pk}:{handed_in.asset_id}")  # half an hour later
    watch(teacher, handed_in)
    assert on_record() == [(str(handed_in.pk), teacher), (str(handed_in.pk), editor)]


def test_a_program_with_the_address_of_a_stream_counts_as_its_person(
    handed_in: Take, teacher: User
) -> None:
    address = passes.addresses_for(teacher, handed_in.asset)("master.m3u8")
    assert Client().get(address).status_code == 200
    assert on_record() == [(str(handed_in.pk), teacher)]


def test_admins_find_it_in_the_history_and_teachers_find_no_history(
    handed_in: Take, teacher: User, admin: User
) -> None:
    watch(teacher, handed_in)
    client = Client()
    client.force_login(admin)
    history = "/admin/reports/site-history/?action=practice.take_viewed"
    html = client.get(history).content.decode()
    assert "Watched a student" in html
    assert client.get(f"{history}&export=csv").status_code == 200
    client.force_login(teacher)
    assert client.get(history).status_code == 403
