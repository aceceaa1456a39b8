"""Publishing feedback releases it, wherever it was published from."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from feedback.models import Feedback
from feedback.services import release


@receiver(published, sender=Feedback)
def after_publishing(sender: type[Feedback], instance: Feedback, **kwargs: Any) -> None:
    if instance.live:
        release.released(instance)


@receiver(unpublished, sender=Feedback)
def after_unpublishing(sender: type[Feedback], instance: Feedback, **kwargs: Any) -> None:
    release.taken_back(instance)
