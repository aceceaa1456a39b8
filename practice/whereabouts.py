"""Where a take's video belongs, for the lists of jobs and videos in the admin."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from portal.videos.whereabouts import Place
from practice.models import PracticeClip


def of_takes(asset_ids: Collection[UUID]) -> dict[UUID, Place]:
    takes = PracticeClip.objects.filter(asset__in=asset_ids)
    return {
        take.asset_id: Place(_label(take), take.get_absolute_url())
        for take in takes.select_related("exercise", "course")
    }


def _label(take: PracticeClip) -> str:
    names = {"exercise": take.exercise.title, "course": take.course.title, "n": take.attempt}
    return _("%(exercise)s, take %(n)s · %(course)s") % names
