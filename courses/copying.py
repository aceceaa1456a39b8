"""Copying pages, such as a whole course for a new term.

    CopyPages(page, to=parent, recursive=True, user=teacher, dates=Dates.shifted(26)).execute()

A copy gets the latest draft without its history, new ids for passages, criteria and blocks (and for
references to them), and dates changed by `dates`; links to pages that were copied too point to the
copies. Enrolments and takes stay with the original. It is all or nothing.

Wagtail translates pages through the same action. A translation is the same exercise, so it keeps
the `translation_key` and the ids of passages, criteria and blocks (ADR 0031).
"""

import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from modelcluster.models import get_all_child_relations
from wagtail.actions.copy_page import CopyPageAction
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from courses.copied_links import relink

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BLOCK = {"type", "value", "id"}


@dataclass(frozen=True)
class Dates:
    """What happens to due dates, and to the times when pages go live and expire."""

    change: Callable[[datetime], datetime | None]

    @classmethod
    def kept(cls) -> "Dates":
        return cls(lambda moment: moment)

    @classmethod
    def emptied(cls) -> "Dates":
        return cls(lambda moment: None)

    @classmethod
    def shifted(cls, weeks: int) -> "Dates":
        return cls(lambda moment: _weeks_later(moment, weeks))


def date_fields(page: Any) -> list[str]:
    """The fields of a page that belong to a term."""
    return ["go_live_at", "expire_at", *getattr(page, "term_dates", ())]


class CopyPages(CopyPageAction):
    """Wagtail's copy action, on a page that is first adapted in memory."""

    def __init__(self, page: Page, *, dates: Dates | None = None, **kwargs: Any) -> None:
        super().__init__(page, **kwargs)
        self._dates = dates or Dates.kept()
        self._copies: dict[int, int] = {}

    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> Page:
        copy: Page = super().execute(skip_permission_checks)
        relink(self._copies)
        copy.refresh_from_db()
        return copy

    def _copy_page(self, page: Page, **kwargs: Any) -> Page:
        """Wagtail also calls it for each page below, within the call for its parent."""
        source = type(page.specific).objects.get(pk=page.pk)
        _keep_latest_revision(source)
        if self.reset_translation_key:
            _rename_parts(source)
        _change_dates(source, self._dates)
        owner = {"owner": owner_of_copy(source, self.user)}
        kwargs["update_attrs"] = {**(kwargs.get("update_attrs") or {}), **owner}
        copy: Page = super()._copy_page(source, **kwargs)
        self._copies[source.pk] = copy.pk
        if not copy.live:
            _wait_for_its_time(copy, self.keep_live)
        return copy


def owner_of_copy(source: Page, user: Any) -> Any:
    """Somebody who edits everyone's pages copies a teacher's course for that teacher."""
    if user is None:
        return source.owner
    rights = source.specific.permissions_for_user(user)
    return user if getattr(rights, "is_limited", False) else source.owner or user


def _keep_latest_revision(source: Page) -> None:
    """The history belongs to the original, and can have hundreds of versions per page."""
    latest = Revision.objects.filter(pk=source.latest_revision_id)
    prefetch_related_objects([source], Prefetch("_revisions", latest))


def _rename_parts(source: Page) -> None:
    names = _Names()
    for relation in get_all_child_relations(source):
        name = relation.get_accessor_name()
        children = list(getattr(source, name).all())
        if any(hasattr(child, "uid") for child in children):
            setattr(source, name, children)
            for child in children:
                child.uid = uuid.UUID(names.of(str(child.uid)))
    for field in _streams(source):
        raw = list(getattr(source, field.name).raw_data)
        names.learn_blocks(raw)
        setattr(source, field.name, StreamValue(field.stream_block, names.put(raw), is_lazy=True))
    for revision in source.revisions.all():
        _rename_in(revision.content, source, names)


def _rename_in(content: dict[str, Any], source: Page, names: "_Names") -> None:
    """The draft may have parts that the rows don't have, and vice versa."""
    for relation in get_all_child_relations(source):
        for child in content.get(relation.get_accessor_name()) or []:
            if "uid" in child:
                child["uid"] = names.of(child["uid"])
    for field in _streams(source):
        raw = json.loads(content.get(field.name) or "[]")
        names.learn_blocks(raw)
        content[field.name] = json.dumps(names.put(raw))


class _Names:
    """One new id for each old one, wherever it appears."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}

    def of(self, name: str) -> str:
        return self._new.setdefault(name, str(uuid.uuid4()))

    def learn_blocks(self, value: Any) -> None:
        if isinstance(value, dict):
            if value.keys() >= _BLOCK and value["id"]:
                self.of(value["id"])
            value = value.values()
        elif not isinstance(value, list):
            return
        for part in value:
            self.learn_blocks(part)

    def put(self, raw: Any) -> Any:
        return json.loads(_UUID.sub(lambda found: self._new.get(found[0], found[0]), _json(raw)))


def _json(raw: Any) -> str:
    return json.dumps(raw, ensure_ascii=False)


def _streams(source: Page) -> Iterable[StreamField]:
    return [field for field in source._meta.concrete_fields if isinstance(field, StreamField)]


def _change_dates(source: Page, dates: Dates) -> None:
    for name in date_fields(source):
        moment = getattr(source, name)
        setattr(source, name, dates.change(moment) if moment else None)
        for revision in source.revisions.all():
            text = revision.content.get(name)
            moment = parse_datetime(text) if text else None
            then = dates.change(moment) if moment else None
            revision.content[name] = then.isoformat() if then else None
    source.expired = bool(source.expired and _is_past(source.expire_at))
    if source.go_live_at and not _is_past(source.go_live_at):
        source.live = False


def _wait_for_its_time(copy: Page, keep_live: bool) -> None:
    """Clear traces of having been live; if it goes live later, schedule it, like "Publish"."""
    fields = dict.fromkeys(("live_revision", "first_published_at", "last_published_at"))
    Page.objects.filter(pk=copy.pk).update(**fields)
    if keep_live and copy.go_live_at and not _is_past(copy.go_live_at):
        latest = Revision.objects.filter(pk=copy.latest_revision_id)
        latest.update(approved_go_live_at=copy.go_live_at)


def _is_past(moment: datetime | None) -> bool:
    return bool(moment and moment <= timezone.now())


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    """In local time: what was due at eight stays due at eight, summer or winter."""
    local = timezone.make_naive(moment) + timedelta(weeks=weeks)
    return timezone.make_aware(local)
