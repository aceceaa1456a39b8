"""How practice reacts to events from the layers below."""

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from accounts.models import User
from accounts.rights import Right
from courses.models import Course
from events.bus import handles
from events.fact import record
from events.models import Event
from practice.facts import TakeViewed
from practice.models import Take
from practice.numbering import renumber_all
from videos.facts import Failed, Retried
from videos.models import VideoAsset
from videos.watching.delivery import viewing_began

A_DAY = 24 * 3600


@handles(Failed, Retried)
def renumber_takes(event: Event) -> None:
    """A take whose video failed loses its number; a retry gives it one again."""
    takes = Take.objects.filter(asset=UUID(event.object_id))
    renumber_all(takes.order_by().values_list("student_id", "exercise_key"))


@receiver(viewing_began)
def record_viewing_by_staff(sender: type, viewer: User, asset: VideoAsset, **kwargs: Any) -> None:
    """Who of the school has watched a student's take is in the site's history, once a day."""
    if not (viewer.may(Right.TEACH) or viewer.may(Right.ASSIST) or viewer.may(Right.SEE_ALL)):
        return
    take = Take.objects.filter(asset=asset).exclude(student=viewer).first()
    if take and cache.add(f"viewing-on-record:{viewer.pk}:{take.pk}", 1, A_DAY):
        record(TakeViewed(), take, actor=viewer)


@receiver(post_page_move)
def follow_moved_exercises(sender: type, instance: Page, **kwargs: Any) -> None:
    """A take belongs to its exercise's current course, whose teachers give feedback on it."""
    page = Page.objects.get(pk=instance.pk)
    moved = Course.objects.ancestor_of(page, inclusive=True).first()
    if moved is None:
        return
    below = Take.objects.filter(exercise__path__startswith=page.path)
    below.exclude(course=moved).update(course=moved, course_key=moved.translation_key)
