"""Publishing is releasing, wherever it was started."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from feedback.models import Feedback


@receiver(published, sender=Feedback)
def after_publishing(sender: type[Feedback], instance: Feedback, **kwargs: Any) -> None:
    from feedback.services import release

    if instance.live:
        release.released(instance)


@receiver(unpublished, sender=Feedback)
def after_unpublishing(sender: type[Feedback], instance: Feedback, **kwargs: Any) -> None:
    from feedback.services import release

    release.taken_back(instance)
