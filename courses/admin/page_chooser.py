"""Wagtail's page chooser, limited to pages the person can find: the original opens at any key and
names whatever page is requested."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page

from courses.policy import found_by


class BrowseFoundView(BrowseView):
    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        found = found_by(request.user)
        if parent_page_id is not None and not found.filter(pk=parent_page_id).exists():
            raise Http404
        opened = parent_page_id or self._nearest(request, found)
        answer: HttpResponse = super().get(request, opened)
        return answer

    def _nearest(self, request: HttpRequest, found: Any) -> int | None:
        """The common ancestor of the wanted pages; Wagtail would use everybody's pages."""
        kinds = request.GET.get("page_type") or "wagtailcore.page"
        try:
            models = [resolve_model_string(kind) for kind in kinds.split(",")]
        except (ValueError, LookupError) as error:
            raise Http404 from error
        if models == [Page]:
            return None
        above: Page = found.type(*models).first_common_ancestor()
        return above.pk if found.filter(pk=above.pk).exists() else None


class ChosenFoundView(ChosenMultipleView):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = [key for key in request.GET.getlist("id") if key.isdecimal()]
        found = found_by(request.user).filter(pk__in=asked)
        query = request.GET.copy()
        query.setlist("id", [str(pk) for pk in found.values_list("pk", flat=True)])
        request.GET = query  # type: ignore[assignment]
        answer: HttpResponse = super().get(request)
        return answer
