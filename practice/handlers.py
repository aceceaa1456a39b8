"""What practice does about news from the floors below."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from courses.models import Course
from practice.models import PracticeClip


@receiver(post_page_move)
def follow_moved_exercises(sender: type, instance: Page, **kwargs: Any) -> None:
    """A take belongs to the course its exercise is in now, whose teachers answer it."""
    page = Page.objects.get(pk=instance.pk)
    moved = Course.objects.ancestor_of(page, inclusive=True).first()
    if moved is None:
        return
    below = PracticeClip.objects.filter(exercise__path__startswith=page.path)
    below.exclude(course=moved).update(course=moved)
