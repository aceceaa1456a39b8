"""Reserving and giving back.

    reserve(asset)                  in the transaction that inserts its row; may refuse
    settle_after_commit(asset.pk)   after anything that changes which bytes of it are kept

A reservation is a conditional UPDATE, so of many that race for the last bytes, as many win as fit.
`settle` compares what is charged with what is kept, so it may run any number of times; after a
commit that a crash cut short, `recount` does.
"""

import threading
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from videos.models import Rendition, StorageCharge, VideoAsset
from videos.quotas.room import Account, Room, accounts_of, rooms_of

COURSE = "course:"
AT_ONCE = 200
_here = threading.local()


def course_key_of(queue_group: str) -> UUID | None:
    """Takes share a place in the queue with those of their course."""
    if not queue_group.startswith(COURSE):
        return None
    try:
        return UUID(queue_group.removeprefix(COURSE))
    except ValueError:
        return None


def with_kept_bytes(assets: QuerySet[VideoAsset]) -> QuerySet[Any]:
    """Adds `kept_bytes`: of the original, or announced for it, and of all qualities."""
    of_asset = Rendition.objects.filter(asset=OuterRef("pk")).order_by().values("asset")
    made = Subquery(of_asset.annotate(total=Sum("size_bytes")).values("total"))
    nothing = Value(0, output_field=BigIntegerField())
    original = Case(
        When(has_original=False, then=nothing),
        When(upload__closed_at__isnull=False, upload__taken_at=None, then=nothing),
        default=Coalesce("size_bytes", nothing),
        output_field=BigIntegerField(),
    )
    return assets.annotate(kept_bytes=original + Coalesce(made, nothing))


def charge_for(asset: VideoAsset, size_bytes: int) -> StorageCharge:
    return StorageCharge(
        asset_id=asset.pk,
        person_id=asset.owner_id,
        course_key=course_key_of(asset.queue_group),
        size_bytes=size_bytes,
    )


def reserve(asset: VideoAsset) -> None:
    """Within a transaction. Refusals: `storage_full`, `course_full`, `portal_full`."""
    charge = charge_for(asset, asset.size_bytes or 0)
    limits = {
        room.account: room for room in rooms_of(person=asset.owner, course_key=charge.course_key)
    }
    for account in _accounts(charge):
        if account not in limits:
            account.add(charge.size_bytes)
        elif not _fits(account, limits[account].limit_bytes, charge.size_bytes):
            raise _now(limits[account]).refusal(charge.size_bytes)
    charge.save(force_insert=True)


def settle_after_commit(asset_id: UUID) -> None:
    """Those of one transaction together: a course with all its takes may be erased at once.

    The first callback settles what all have noted. What a rolled back transaction noted is settled
    with the next one, which changes nothing.
    """
    _noted().add(asset_id)
    transaction.on_commit(_settle_noted, robust=True)


def settle(asset_ids: Collection[UUID]) -> int:
    """Returns for how many it was not charged what is kept."""
    keys = sorted(asset_ids)
    batches = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return sum(_settle(batch) for batch in batches)


def _settle(keys: list[UUID]) -> int:
    _open_missing(keys)
    with transaction.atomic():
        # Locked before anything else is read, so the last one to look writes what it has seen.
        rows = StorageCharge.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        charges, due = list(rows), _due(keys)
        wrong = [one for one in charges if _facts(one) != _facts(due.get(one.pk))]
        _move(wrong, [due[one.pk] for one in wrong if one.pk in due])
        _write(wrong, due)
    return len(wrong)


def _noted() -> set[UUID]:
    if not hasattr(_here, "noted"):
        _here.noted = set()
    noted: set[UUID] = _here.noted
    return noted


def _settle_noted() -> None:
    noted, _here.noted = _noted(), set()
    settle(noted)


def _fits(account: Account, limit_bytes: int, size_bytes: int) -> bool:
    account.open()
    fitting = account.rows().filter(used_bytes__lte=limit_bytes - size_bytes)
    return bool(fitting.update(used_bytes=F("used_bytes") + size_bytes))


def _now(room: Room) -> Room:
    """With what the winners of a race have taken."""
    [used] = room.account.rows().values_list("used_bytes", flat=True)
    return replace(room, used_bytes=used)


def _open_missing(keys: list[UUID]) -> None:
    """Videos that were never charged, such as those a demo brings, begin with nothing."""
    charged = StorageCharge.objects.filter(pk=OuterRef("pk"))
    new = VideoAsset.objects.filter(~Exists(charged), pk__in=keys).order_by("pk")
    rows = [StorageCharge(asset_id=key) for key in new.values_list("pk", flat=True)]
    StorageCharge.objects.bulk_create(rows, ignore_conflicts=True)


def _due(keys: list[UUID]) -> dict[UUID, StorageCharge]:
    """Nothing is due for a video that is gone."""
    assets = with_kept_bytes(VideoAsset.objects.filter(pk__in=keys))
    return {asset.pk: charge_for(asset, asset.kept_bytes) for asset in assets}


def _facts(charge: StorageCharge | None) -> tuple[object, ...] | None:
    if charge is None:
        return None
    return charge.person_id, charge.course_key, charge.size_bytes


def _accounts(charge: StorageCharge) -> list[Account]:
    return accounts_of(charge.person_id, charge.course_key)


def _move(old: list[StorageCharge], new: list[StorageCharge]) -> None:
    """Locks the accounts in the order of `accounts_of`."""
    changes: dict[Account, int] = defaultdict(int)
    for charges, sign in ((old, -1), (new, 1)):
        for charge in charges:
            for account in _accounts(charge):
                changes[account] += sign * charge.size_bytes
    for account in sorted(changes, key=_in_order):
        if changes[account]:
            account.add(changes[account])


def _write(wrong: list[StorageCharge], due: dict[UUID, StorageCharge]) -> None:
    gone = [one.pk for one in wrong if one.pk not in due]
    StorageCharge.objects.filter(pk__in=gone).delete()
    kept = [due[one.pk] for one in wrong if one.pk in due]
    StorageCharge.objects.bulk_update(kept, ["person", "course_key", "size_bytes"])


def _in_order(account: Account) -> tuple[int, str]:
    codes = ["storage_full", "course_full", "portal_full"]
    return codes.index(account.code), str(account.key)
