"""Bulk actions on snippets show and touch only what a person may see.

Wagtail asks no permission before it lists what was chosen, and `id=all` chooses every row there is.
"""

from typing import Any

from django.http import Http404
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

SEEN = ("view", "change", "delete")


class OnOwnRows:
    """Before a SnippetBulkAction: what the person may not see is not named, not even as refused."""

    request: Any
    model: Any

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, others = super().get_actionable_objects()  # type: ignore[misc]
        policy = policy_registry.get_by_type(self.model)
        seen = policy.instances_user_has_any_permission_for(self.request.user, SEEN)
        refused = others["items_with_no_access"]
        keys = set(
            seen.filter(pk__in=[one.pk for one in (*objects, *refused)])
            .order_by()
            .values_list("pk", flat=True)
        )
        if not keys:
            raise Http404
        others["items_with_no_access"] = [one for one in refused if one.pk in keys]
        return [one for one in objects if one.pk in keys], others


class DeleteOwnSnippets(OnOwnRows, DeleteBulkAction):
    """In place of Wagtail's own."""

    def get_actionable_objects(self) -> Any:
        return self._own_objects

    @property
    def _own_objects(self) -> Any:
        if not hasattr(self, "_kept"):
            self._kept = super().get_actionable_objects()
        return self._kept
