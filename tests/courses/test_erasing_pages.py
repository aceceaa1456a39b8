"""Only admins erase pages with takes, after seeing what goes with them."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from accounts.models import User
from core.errors import Refusal
from courses.erasure import erase_page
from courses.models import Course, Enrolment, Exercise, Module
from feedback.models import Feedback, PracticeThread
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from practice.models import Take
from tests import factories
from tests.plugins.video import MakeAsset
from videos.models import Erasure, VideoAsset
from videos.storage import get_storage


@pytest.fixture
def answered(exercise: Any, student: User, teacher: User, ready_asset: MakeAsset) -> Take:
    """A take with real bytes, released feedback and a conversation."""
    take: Take = factories.TakeFactory(
        student=student, exercise=exercise, asset=ready_asset(student), attempt=1
    )
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=500, text="Slower")
    release_feedback(actor=teacher, feedback=feedback)
    start_thread(actor=student, take=take, text="Why?")
    return take


@pytest.fixture
def as_admin(client: Any, admin: User) -> Any:
    client.force_login(admin)
    return client


def delete_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def test_confirmation_lists_what_will_be_erased(
    as_admin: Any, answered: Take, exercise: Any
) -> None:
    factories.TakeFactory(exercise=exercise)

    html = as_admin.get(delete_url(exercise.course)).content.decode()

    assert "3 pages below it" in html
    assert "2 takes of 2 students, their videos (" in html
    assert "1 piece of feedback from a teacher" in html
    assert "1 message" in html
    assert "2 students&#x27; places in the course" in html


@pytest.mark.parametrize("depth", [4, 5, 6, 7])
def test_an_admin_erases_a_page_and_all_work_below_it(
    depth: int,
    as_admin: Any,
    answered: Take,
    exercise: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = exercise.get_ancestors(inclusive=True).get(depth=depth)
    feedback = Feedback.objects.get().pk
    assert IndexEntry.objects.filter(object_id=str(page.pk)).exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = as_admin.post(delete_url(page), {"typed": page.title.upper()})

    assert answer.status_code == 302
    left = [Take, Feedback, PracticeThread, VideoAsset]
    assert [model for model in left if model.objects.exists()] == []
    assert not ReferenceIndex.objects.filter(object_id__in=[str(page.pk), str(feedback)]).exists()
    assert not IndexEntry.objects.filter(object_id=str(page.pk)).exists()
    assert not Exercise.objects.exists()
    assert [found.key for found in get_storage().walk()] == []
    assert Enrolment.objects.exists() is (depth > 4)


@pytest.mark.parametrize("typed", ["", "Violin"])
def test_nothing_is_erased_without_the_full_name(
    typed: str, as_admin: Any, answered: Take, exercise: Any
) -> None:
    before = set(Erasure.objects.values_list("pk", flat=True))

    answer = as_admin.post(delete_url(exercise.course), {"typed": typed})

    assert answer.status_code == 200
    assert Take.objects.get() == answered
    assert set(Erasure.objects.values_list("pk", flat=True)) == before


def test_takes_elsewhere_stay(as_admin: Any, answered: Take, exercise: Any) -> None:
    other = factories.TakeFactory()

    as_admin.post(delete_url(exercise.course), {"typed": exercise.course.title})

    assert Take.objects.get() == other
    assert Course.objects.get() == other.course


def test_bulk_deleting_erases_no_work(as_admin: Any, answered: Take, exercise: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    html = as_admin.post(
        f"{url}?id={exercise.course.pk}&next=/admin/", {"typed": "x"}, follow=True
    ).content.decode()

    assert "Only an admin can delete it" in html
    assert Take.objects.get() == answered


def test_nobody_but_an_admin_erases_work(
    answered: Take, exercise: Any, teacher: User, editor: User
) -> None:
    for actor in (teacher, editor):
        with pytest.raises(Refusal) as refused:
            erase_page(actor=actor, page=exercise)
        assert refused.value.code == "not_yours"
    assert Module.objects.exists()
