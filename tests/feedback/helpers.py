"""What the tests of feedback say often."""

from typing import Any

from courses.models import RubricCriterion
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, release_feedback
from portal.accounts.models import User
from practice.models import PracticeClip
from tests import factories


def draft(feedback: Feedback) -> Feedback:
    """Its latest version, as the teacher has it."""
    latest: Feedback = Feedback.objects.get(pk=feedback.pk).get_latest_revision_as_object()
    return latest


def with_rubric(exercise: Any, *labels: str, max_points: int = 4) -> PracticeClip:
    """A take of the exercise after it got this rubric."""
    exercise.criteria = [RubricCriterion(label=label, max_points=max_points) for label in labels]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    take: PracticeClip = factories.PracticeClipFactory(exercise=exercise)
    return take


def released(take: PracticeClip, teacher: User, *texts: str) -> Feedback:
    """Feedback with a remark per text, one second apart, out to the student."""
    feedback = open_feedback(actor=teacher, clip=take)
    for place, text in enumerate(texts or ("Slower here",)):
        add_marker(actor=teacher, feedback=feedback, start_ms=(place + 1) * 1000, text=text)
    return release_feedback(actor=teacher, feedback=feedback)
