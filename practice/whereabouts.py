"""Where a take's video belongs, for the lists of jobs and videos in the admin."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from core.direction import isolated
from practice.models import Take
from videos.admin.whereabouts import Place


def of_takes(asset_ids: Collection[UUID]) -> dict[UUID, Place]:
    takes = Take.objects.filter(asset__in=asset_ids)
    return {
        take.asset_id: Place(_label(take), take.get_absolute_url())
        for take in takes.select_related("exercise", "course")
    }


def _label(take: Take) -> str:
    exercise, course = isolated(take.exercise.title), isolated(take.course.title)
    if take.attempt is None:
        return f"{exercise}, {take.name} · {course}"
    names = {"exercise": exercise, "course": course, "n": take.attempt}
    return _("%(exercise)s, take %(n)s · %(course)s") % names
