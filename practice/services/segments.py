"""Named spans of a take."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import rates
from core.errors import Refusal
from events.bus import record_and_publish
from practice import rules
from practice.facts import SegmentMade
from practice.models import Take, VideoSegment
from videos.watching import clips


@transaction.atomic
def make_segment(
    *, actor: User, take: Take, start_ms: int, end_ms: int, label: str = ""
) -> VideoSegment:
    """The segment for that span; a second call returns the same one, renamed if it has a label.

    Refusals: `cannot_segment`, `too_fast`, and those of `clips.make_clip`.
    """
    if not rules.may_make_segment(actor, take):
        raise Refusal("cannot_segment", _("You can't mark a segment in this take now."))
    rates.take("segments", actor)
    video_clip = clips.make_clip(actor=actor, asset=take.asset, start_ms=start_ms, end_ms=end_ms)
    segment, is_first = VideoSegment.objects.get_or_create(
        take=take, video_clip=video_clip, defaults={"label": label, "created_by": actor}
    )
    if is_first:
        made = SegmentMade(take=take.pk, start_ms=start_ms, end_ms=end_ms)
        record_and_publish(made, take, actor=actor, object_id=segment.pk)
    elif label and segment.label != label:
        segment.label = label
        segment.save(update_fields=["label", "updated_at"])
    return segment
