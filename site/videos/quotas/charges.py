"""Reserving and giving back.

    reserve(asset)                  in the transaction that inserts its row; may refuse
    settle_after_commit(asset.pk)   after anything that changes which bytes of it are kept

A reservation is a conditional UPDATE, so of many that race for the last bytes, as many win as fit.
`settle` compares what is charged with what is kept, so it may run any number of times; after a
commit that a crash cut short, `recount` does.
"""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
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
    transaction.on_commit(partial(settle, asset_id), robust=True)


@transaction.atomic
def settle(asset_id: UUID) -> bool:
    """True if what was charged was not what is kept. The charge is locked before anything is read,
    so the last one to look writes what it has seen."""
    charge = _locked(asset_id)
    due = _due(asset_id)
    if charge is None and due is not None:
        StorageCharge.objects.bulk_create([StorageCharge(asset_id=asset_id)], ignore_conflicts=True)
        charge, due = _locked(asset_id), _due(asset_id)
    if charge is None or _same(charge, due):
        return False
    _move(charge, due)
    if due is None:
        charge.delete()
    else:
        due.save(force_update=True)
    return True


def _fits(account: Account, limit_bytes: int, size_bytes: int) -> bool:
    account.open()
    fitting = account.rows().filter(used_bytes__lte=limit_bytes - size_bytes)
    return bool(fitting.update(used_bytes=F("used_bytes") + size_bytes))


def _now(room: Room) -> Room:
    """With what the winners of a race have taken."""
    [used] = room.account.rows().values_list("used_bytes", flat=True)
    return replace(room, used_bytes=used)


def _locked(asset_id: UUID) -> StorageCharge | None:
    return StorageCharge.objects.select_for_update().filter(pk=asset_id).first()


def _due(asset_id: UUID) -> StorageCharge | None:
    asset = with_kept_bytes(VideoAsset.objects.filter(pk=asset_id)).first()
    return charge_for(asset, asset.kept_bytes) if asset else None


def _facts(charge: StorageCharge) -> tuple[object, ...]:
    return charge.person_id, charge.course_key, charge.size_bytes


def _same(charge: StorageCharge, due: StorageCharge | None) -> bool:
    return due is not None and _facts(charge) == _facts(due)


def _accounts(charge: StorageCharge) -> list[Account]:
    return accounts_of(charge.person_id, charge.course_key)


def _move(charge: StorageCharge, due: StorageCharge | None) -> None:
    """Locks the accounts in the order of `accounts_of`."""
    changes: dict[Account, int] = {}
    for account in _accounts(charge):
        changes[account] = changes.get(account, 0) - charge.size_bytes
    for account in _accounts(due) if due else []:
        changes[account] = changes.get(account, 0) + (due.size_bytes if due else 0)
    for account in sorted(changes, key=_in_order):
        if changes[account]:
            account.add(changes[account])


def _in_order(account: Account) -> tuple[int, str]:
    codes = ["storage_full", "course_full", "portal_full"]
    return codes.index(account.code), str(account.key)
