"""Named spans of a take."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.events.bus import publish
from portal.videos import clips
from practice import rules
from practice.models import PracticeClip, VideoSegment


@transaction.atomic
def make_segment(
    *, actor: User, clip: PracticeClip, start_ms: int, end_ms: int, label: str = ""
) -> VideoSegment:
    """The segment of that span; asking twice gives the same one, and a label renames it.

    Refusals: `cannot_segment`, and those of `clips.make_clip`.
    """
    if not rules.may_make_segment(actor, clip):
        raise Refusal("cannot_segment", _("You can't mark a segment in this take now."))
    video_clip = clips.make_clip(actor=actor, asset=clip.asset, start_ms=start_ms, end_ms=end_ms)
    segment, is_first = VideoSegment.objects.get_or_create(
        clip=clip, video_clip=video_clip, defaults={"label": label, "created_by": actor}
    )
    if is_first:
        record("practice.segment_made", clip, actor=actor, start_ms=start_ms, end_ms=end_ms)
        publish("practice.segment_made", actor=actor, object_id=segment.pk, clip=str(clip.pk))
    elif label and segment.label != label:
        segment.label = label
        segment.save(update_fields=["label", "updated_at"])
    return segment
