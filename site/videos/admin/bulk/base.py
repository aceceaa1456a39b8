"""Bulk actions on jobs and videos; each shows its consequences before it runs."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from accounts.people import person
from core.errors import Refusal

SHOWN = 20


class Action(PermissionCheckedMixin, BulkAction):
    """One operation, applied to each item; items that refuse are skipped and counted."""

    permission_required = "change"
    template_name = "videos/admin/bulk.html"
    icon = "cogs"
    question: ClassVar[Any]
    """By `ngettext_lazy`, counted by `count`."""
    consequences: ClassVar[Any]
    only: ClassVar[Any]
    """Why part of a selection may be skipped."""
    yes: ClassVar[Any] = _("Yes, do it")
    filterset_class: ClassVar[Any] = None
    search_fields: ClassVar[list[str]] = []

    def __init__(self, request: HttpRequest, model: Any) -> None:
        super().__init__(request, model)
        self.permission_policy = policy_registry.get_by_type(self.permission_model(model))

    def permission_model(self, model: Any) -> Any:
        return model

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Any]:
        return list(cls.rows(model).filter(pk__in=_keys(object_ids)))

    @classmethod
    def rows(cls, model: Any) -> Any:
        return model.objects.all()

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[Any]:
        """Everything the list shows with the current filters and search."""
        rows = self.model.objects.all()
        rows = self.filterset_class(self.request.GET, queryset=rows, request=self.request).qs
        words = self.request.GET.get("q", "").strip()
        found = rows.filter(_matching(self.search_fields, words)) if words else rows
        return list(found.values_list("pk", flat=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        objects = [item["item"] for item in context["items"]]
        return (
            context
            | {
                "action": self,
                "question": self.question % {"count": len(objects)},
                "objects": objects[:SHOWN],
                "count": len(objects),
                "more": max(0, len(objects) - SHOWN),
                "left_out": len(context["items_with_no_access"]),
            }
            | self.get_figures(objects)
        )

    def get_figures(self, objects: list[Any]) -> dict[str, Any]:
        return {}

    def do(self, actor: Any, thing: Any) -> None:
        raise NotImplementedError

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self, "actor": person(self.request)}

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        action, actor = kwargs["action"], kwargs["actor"]
        done = sum(_is_done(action, actor, thing) for thing in objects)
        return done, len(objects) - done

    def get_success_message(self, done: int, refused: int) -> str:
        if refused:
            text = ngettext(
                "%(count)d was skipped: it has changed since, or its video is gone.",
                "%(count)d were skipped: they have changed since, or their videos are gone.",
                refused,
            )
            messages.warning(self.request, text % {"count": refused})
        return self.success_message(done) % {"count": done}

    def success_message(self, done: int) -> str:
        raise NotImplementedError


def _is_done(action: Action, actor: Any, thing: Any) -> bool:
    try:
        with transaction.atomic():
            action.do(actor, thing)
    except Refusal:
        return False
    return True


def _matching(fields: list[str], words: str) -> Q:
    """The same search as the list's."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found


def _keys(texts: Any) -> list[Any]:
    """Row ids are UUIDs and library item ids are numbers; anything else is ignored."""
    return [key for key in (_key(text) for text in texts) if key is not None]


def _key(text: Any) -> Any:
    if isinstance(text, UUID | int):
        return text
    try:
        return int(text) if str(text).isdigit() else UUID(str(text))
    except ValueError:
        return None
