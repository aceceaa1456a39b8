"""Adds the demo's feedback to a take as soon as its film can be watched."""

import logging

from django.conf import settings

from demo.build import is_begun, is_built, note_built
from demo.filming import film_of, progress
from demo.people import make_people
from demo.takes import answer_take_of
from events.bus import handles
from events.models import Event
from videos.facts import Failed, Playable
from videos.models import VideoAsset

logger = logging.getLogger("practika.demo")


@handles(Playable, Failed)
def go_on(event: Event) -> None:
    if not settings.SHOW_DEMO_ACCOUNTS or not is_begun() or is_built():
        return
    asset = VideoAsset.objects.filter(pk=event.object_id).select_related("owner").first()
    if asset is None or film_of(asset) is None:
        return
    answer_take_of(make_people(), asset)
    made = progress()
    logger.info("%s", made)
    if made.is_complete:
        note_built()
