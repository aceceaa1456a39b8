"""Erasing takes: a single one, all of a person's, or all of a page's.

Higher layers register what they keep about takes: `takes.register(Eraser(erase, foresee))`. The
take's segments and conversations go with it, as does its video with all its bytes.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.models import User
from audit.log import forget
from core.erasing import Consequence, Erasers
from events import bus
from practice.models import Take, VideoSegment
from practice.models.take import TakeQuerySet
from practice.numbering import in_order, lock_students, renumber
from videos.models import Rendition, VideoAsset, VideoClip
from videos.upkeep.erasure import erase_assets

takes: Erasers[TakeQuerySet] = Erasers()
BATCH = 100


def erase_takes(*, actor: User, takes: TakeQuerySet) -> int:
    """Returns how many were erased; one that no longer matches `takes` once locked stays."""
    with transaction.atomic():
        rows = list(takes.order_by("pk").values_list("pk", "student_id", "exercise_key"))
        locked = lock_students({student for _pk, student, _exercise in rows})
        keys = [pk for pk, *_series in rows]
        batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
        count = sum(_erase(actor, takes.filter(pk__in=batch)) for batch in batches)
        for student, exercise in in_order((s, e) for _pk, s, e in rows if s in locked):
            renumber(student, exercise)
    return count


def of_person(person: User) -> TakeQuerySet:
    return Take.objects.filter(student=person)


def below(page: Page) -> TakeQuerySet:
    return Take.objects.filter(exercise__path__startswith=page.path)


def foresee_of_person(person: User) -> list[Consequence]:
    return foresee(of_person(person))


def foresee_below(page: Page) -> list[Consequence]:
    return foresee(below(page))


def erase_of_person(*, actor: User, subject: User) -> None:
    erase_takes(actor=actor, takes=of_person(subject))


def erase_below(*, actor: User, subject: Page) -> None:
    erase_takes(actor=actor, takes=below(subject))


def foresee(chosen: TakeQuerySet) -> list[Consequence]:
    count = chosen.count()
    if not count:
        return []
    students = chosen.order_by().values("student").distinct().count()
    words = ngettext("%(count)d take of %(people)s", "%(count)d takes of %(people)s", count)
    people = ngettext("%(count)d student", "%(count)d students", students) % {"count": students}
    videos = ngettext("its video", "their videos", count)
    text = f"{words % {'count': count, 'people': people}}, {videos} ({_size(chosen)})"
    return [Consequence(text), *takes.foresee(chosen)]


def _size(chosen: TakeQuerySet) -> str:
    assets = chosen.order_by().values("asset")
    rows = (
        VideoAsset.objects.filter(pk__in=assets),
        Rendition.objects.filter(asset__in=assets),
        VideoClip.objects.filter(original_video__in=assets),
    )
    return filesizeformat(sum(found.aggregate(n=Sum("size_bytes"))["n"] or 0 for found in rows))


def _erase(actor: User, chosen: TakeQuerySet) -> int:
    """Locks dependent rows before the takes, in the same order as when feedback is written."""
    takes.erase(actor=actor, subject=chosen)
    locked = chosen.select_for_update(of=("self",)).order_by("pk")
    assets = dict(locked.values_list("pk", "asset_id"))
    _forget([*assets])
    Take.objects.filter(pk__in=assets).delete()
    erase_assets(VideoAsset.objects.filter(pk__in=assets.values()))
    return len(assets)


def _forget(keys: list[UUID]) -> None:
    segments = VideoSegment.objects.filter(take__in=keys).values_list("pk", flat=True)
    bus.forget([*keys, *segments])
    forget(Take, keys)
