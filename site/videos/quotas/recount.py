"""Sets right what a crash between a commit and its settling left wrong, and counts what was there
before this was counted at all. The sweep calls `recount_hourly`; nothing else reads all rows."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from videos.models import CourseStorage, PersonStorage, PortalStorage, StorageCharge, VideoAsset
from videos.quotas.charges import charge_for, settle, with_kept_bytes
from videos.quotas.room import Account, accounts_of

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AT_ONCE = 500


def recount_hourly() -> None:
    """One process in an hour; for the others it is one query."""
    now = timezone.now()
    due = Q(counted_at=None) | Q(counted_at__lt=now - EVERY)
    _portal().open()
    if PortalStorage.objects.filter(due, pk=_portal().key).update(counted_at=now):
        recount()


def recount() -> int:
    """Returns how many charges and accounts were wrong."""
    _charge_uncharged()
    wrong = settle([*_charged_wrongly(), *_gone()])
    if wrong:
        logger.info("the storage of %s videos was counted anew", wrong)
    return wrong + sum(_set_right(account) for account in _accounts_that_differ())


def _charge_uncharged() -> None:
    """Their accounts differ from then on, and are counted next."""
    charged = StorageCharge.objects.filter(pk=OuterRef("pk"))
    rows = with_kept_bytes(VideoAsset.objects.filter(~Exists(charged))).order_by()
    new = rows.only("owner_id", "queue_group").iterator(chunk_size=AT_ONCE)
    StorageCharge.objects.bulk_create(
        (charge_for(asset, asset.kept_bytes) for asset in new),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


def _charged_wrongly() -> list[UUID]:
    charge = StorageCharge.objects.filter(pk=OuterRef("pk"))
    rows = with_kept_bytes(VideoAsset.objects.order_by()).annotate(
        charged_bytes=Subquery(charge.values("size_bytes")),
        charged_to=Subquery(charge.values("person")),
    )
    other_bytes = ~Q(charged_bytes=F("kept_bytes"))
    other_person = ~Q(charged_to=F("owner")) & Q(owner__isnull=False)
    wrong = rows.filter(other_bytes | other_person | Q(owner=None, charged_to__isnull=False))
    return list(wrong.values_list("pk", flat=True))


def _gone() -> list[UUID]:
    kept = VideoAsset.objects.filter(pk=OuterRef("pk"))
    return list(StorageCharge.objects.filter(~Exists(kept)).values_list("pk", flat=True))


def _accounts_that_differ() -> list[Account]:
    """Compared without locks, so `_set_right` looks again."""
    persons = _totals("person")
    courses = _totals("course_key")
    noted_persons = dict(PersonStorage.objects.values_list("person", "used_bytes"))
    noted_courses = dict(CourseStorage.objects.values_list("pk", "used_bytes"))
    return [
        *(accounts_of(key, None)[0] for key in _different(persons, noted_persons)),
        *(accounts_of(None, key)[0] for key in _different(courses, noted_courses)),
        _portal(),
    ]


def _different(totals: dict[Any, int], noted: dict[Any, int]) -> list[Any]:
    return [key for key in totals | noted if totals.get(key, 0) != noted.get(key, 0)]


def _totals(holder: str) -> dict[Any, int]:
    charges = StorageCharge.objects.exclude(**{holder: None}).order_by().values_list(holder)
    return dict(charges.annotate(Sum("size_bytes")))


@transaction.atomic
def _set_right(account: Account) -> bool:
    """Whoever changes a charge changes its accounts in the same transaction, so under the
    account's lock the charges that are visible add up to it."""
    account.open()
    [used] = account.rows().select_for_update().values_list("used_bytes", flat=True)
    total = _charges_to(account).aggregate(total=Sum("size_bytes"))["total"] or 0
    if total == used:
        return False
    account.rows().update(used_bytes=total)
    logger.warning("%s: %s bytes were noted as used, it is %s", account, used, total)
    return True


def _charges_to(account: Account) -> Any:
    if account.model is PersonStorage:
        return StorageCharge.objects.filter(person=account.key)
    if account.model is CourseStorage:
        return StorageCharge.objects.filter(course_key=account.key)
    return StorageCharge.objects.all()


def _portal() -> Account:
    [portal] = accounts_of(None, None)
    return portal
