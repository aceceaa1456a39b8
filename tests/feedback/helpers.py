"""Helpers for the feedback tests."""

from typing import Any

from accounts.models import User
from courses.models import RubricCriterion
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, release_feedback
from practice.models import Take
from tests import factories


def draft(feedback: Feedback) -> Feedback:
    """Its latest version, as the teacher sees it."""
    latest: Feedback = Feedback.objects.get(pk=feedback.pk).get_latest_revision_as_object()
    return latest


def with_rubric(exercise: Any, *labels: str, max_points: int = 4) -> Take:
    """A take of the exercise, created after the exercise got this rubric."""
    exercise.criteria = [RubricCriterion(label=label, max_points=max_points) for label in labels]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    take: Take = factories.TakeFactory(exercise=exercise)
    return take


def released(take: Take, teacher: User, *texts: str) -> Feedback:
    """Released feedback with one remark per text, one second apart."""
    feedback = open_feedback(actor=teacher, take=take)
    for place, text in enumerate(texts or ("Slower here",)):
        add_marker(actor=teacher, feedback=feedback, start_ms=(place + 1) * 1000, text=text)
    return release_feedback(actor=teacher, feedback=feedback)
