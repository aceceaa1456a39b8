"""How practice reacts to events from the layers below."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from courses.models import Course
from events.bus import handles
from events.models import Event
from practice.models import Take
from practice.numbering import renumber_all
from videos.facts import Failed, Retried


@handles(Failed, Retried)
def renumber_takes(event: Event) -> None:
    """A take whose video failed loses its number; a retry gives it one again."""
    takes = Take.objects.filter(asset=UUID(event.object_id))
    renumber_all(takes.order_by().values_list("student_id", "exercise_key"))


@receiver(post_page_move)
def follow_moved_exercises(sender: type, instance: Page, **kwargs: Any) -> None:
    """A take belongs to its exercise's current course, whose teachers give feedback on it."""
    page = Page.objects.get(pk=instance.pk)
    moved = Course.objects.ancestor_of(page, inclusive=True).first()
    if moved is None:
        return
    below = Take.objects.filter(exercise__path__startswith=page.path)
    below.exclude(course=moved).update(course=moved, course_key=moved.translation_key)
