"""Erasing takes: one of them, a person's, those made for a page.

A floor above registers what it keeps on takes: `takes.register(Eraser(erase, foresee))`. Then the
segments and conversations go with the take, and its video with all its bytes.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext
from wagtail.models import Page

from portal.accounts.models import User
from portal.audit.log import forget
from portal.core.erasing import Consequence, Erasers
from portal.events import bus
from portal.videos.erasure import erase_assets
from portal.videos.models import Rendition, VideoAsset, VideoClip
from practice.models import PracticeClip, VideoSegment
from practice.models.clip import PracticeClipQuerySet

takes: Erasers[PracticeClipQuerySet] = Erasers()
BATCH = 100


def erase_takes(*, actor: User, clips: PracticeClipQuerySet) -> int:
    """How many went; one that no longer fits `clips` once it is locked stays."""
    with transaction.atomic():
        keys = list(clips.order_by("pk").values_list("pk", flat=True))
        batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
        return sum(_erase(actor, clips.filter(pk__in=batch)) for batch in batches)


def of_person(person: User) -> PracticeClipQuerySet:
    return PracticeClip.objects.filter(student=person)


def below(page: Page) -> PracticeClipQuerySet:
    return PracticeClip.objects.filter(exercise__path__startswith=page.path)


def foresee_of_person(person: User) -> list[Consequence]:
    return foresee(of_person(person))


def foresee_below(page: Page) -> list[Consequence]:
    return foresee(below(page))


def erase_of_person(*, actor: User, subject: User) -> None:
    erase_takes(actor=actor, clips=of_person(subject))


def erase_below(*, actor: User, subject: Page) -> None:
    erase_takes(actor=actor, clips=below(subject))


def foresee(clips: PracticeClipQuerySet) -> list[Consequence]:
    count = clips.count()
    if not count:
        return []
    students = clips.order_by().values("student").distinct().count()
    words = ngettext("%(count)d take of %(people)s", "%(count)d takes of %(people)s", count)
    people = ngettext("%(count)d student", "%(count)d students", students) % {"count": students}
    videos = ngettext("its video", "their videos", count)
    text = f"{words % {'count': count, 'people': people}}, {videos} ({_size(clips)})"
    return [Consequence(text), *takes.foresee(clips)]


def _size(clips: PracticeClipQuerySet) -> str:
    assets = clips.order_by().values("asset")
    rows = (
        VideoAsset.objects.filter(pk__in=assets),
        Rendition.objects.filter(asset__in=assets),
        VideoClip.objects.filter(original_video__in=assets),
    )
    return filesizeformat(sum(found.aggregate(n=Sum("size_bytes"))["n"] or 0 for found in rows))


def _erase(actor: User, clips: PracticeClipQuerySet) -> int:
    """What hangs on them is locked before them, as it is where feedback is written."""
    takes.erase(actor=actor, subject=clips)
    locked = clips.select_for_update(of=("self",)).order_by("pk")
    assets = dict(locked.values_list("pk", "asset_id"))
    _forget([*assets])
    PracticeClip.objects.filter(pk__in=assets).delete()
    erase_assets(VideoAsset.objects.filter(pk__in=assets.values()))
    return len(assets)


def _forget(keys: list[UUID]) -> None:
    segments = VideoSegment.objects.filter(clip__in=keys).values_list("pk", flat=True)
    bus.forget([*keys, *segments])
    forget(PracticeClip, keys)
