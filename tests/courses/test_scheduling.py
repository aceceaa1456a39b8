"""A lesson scheduled for Monday goes live on Monday, without anybody pressing a button."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from huey.contrib.djhuey import HUEY

from courses.models import Exercise
from courses.tasks import publish_what_is_due


def schedule(exercise: Exercise, **times: Any) -> Exercise:
    for name, value in times.items():
        setattr(exercise, name, value)
    exercise.title = "Long bows, slower"
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    return exercise


def test_a_scheduled_exercise_goes_live_when_its_time_comes(exercise: Exercise) -> None:
    exercise.unpublish()
    schedule(exercise, go_live_at=timezone.now() + timedelta(hours=1))
    publish_what_is_due()
    exercise.refresh_from_db()
    assert not exercise.live

    _let_its_time_come(exercise)
    publish_what_is_due()

    exercise.refresh_from_db()
    assert exercise.live
    assert exercise.title == "Long bows, slower"


def _let_its_time_come(exercise: Exercise) -> None:
    revision, past = exercise.scheduled_revision, timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_exercise_expires_at_its_expiry_time(exercise: Exercise) -> None:
    schedule(exercise, expire_at=timezone.now() + timedelta(hours=1))
    Exercise.objects.filter(pk=exercise.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    publish_what_is_due()

    exercise.refresh_from_db()
    assert not exercise.live


def test_worker_checks_every_minute() -> None:
    names = [type(task).__name__ for task in HUEY._registry.periodic_tasks]

    assert "publish_scheduled" in names
